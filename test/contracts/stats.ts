// The contract of every store of statistics, for writing and reading.
import { beforeEach, describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import { type StatsEntry, tallyOf } from '../../functions/core/statistics/stats-entry.ts';
import type { StatsReader, StatsStore } from '../../functions/core/statistics/stats-store.ts';
import { SOME_DAY_MS, type VirtualClock } from './virtual-clock.ts';

export interface StatsFixture {
  readonly clock: VirtualClock;
  readonly retentionMs: number;
  readonly store: StatsStore;
  readonly reader: StatsReader;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function statsContract(
  name: string,
  open: (sources: readonly Source[]) => Promise<StatsFixture>,
): void {
  describe(name, () => {
    let fixture: StatsFixture;

    beforeEach(async () => {
      fixture = await open([newSource('crm', 'trino', false)]);
    });

    const posts = (id: string, count: number, more: Partial<StatsEntry> = {}): StatsEntry => ({
      kind: 'posts',
      id,
      minuteMs: SOME_DAY_MS,
      writer: 'one',
      tally: tallyOf(Array.from({ length: count }, () => ({ name: 'success', tookMs: 7 }))),
      ...more,
    });

    async function successes(id: string, minutes = 30): Promise<number | undefined> {
      const { sources } = await fixture.reader.read({ minutes });
      return sources.find((source) => source.id === id)?.success;
    }

    test('reports the configured sources before the first write', async () => {
      const { sources, destinations } = await fixture.reader.read({ minutes: 30 });
      expect(sources.map(({ id }) => id)).toEqual(['treble', 'treble-events', 'botmaker', 'trino', 'crm']);
      expect(destinations.map(({ id }) => id)).toEqual(['treble']);
    });

    test('adds the entries of different writers and minutes, by kind', async () => {
      const tally = tallyOf([{ name: 'done', tookMs: 5 }]);
      await fixture.store.write([
        posts('crm', 2),
        posts('crm', 3, { writer: 'other' }),
        posts('crm', 4, { minuteMs: SOME_DAY_MS - MINUTE_MS }),
        posts('crm', 1, { kind: 'outcomes', tally }),
        posts('http:api.example.com#1', 6, { kind: 'calls' }),
        posts('', 1, { kind: 'unreadable', tally: tallyOf([{ name: 'lines' }, { name: 'lines' }]) }),
      ]);
      const report = await fixture.reader.read({ minutes: 30, source: 'crm' });
      expect(report).toMatchObject({
        minutes: 30,
        untilMs: SOME_DAY_MS,
        sources: [{ id: 'crm', success: 9, fastestMs: 7, outcomes: { done: 1 }, continued: { count: 1 } }],
        destinations: [{ id: 'treble' }, { id: 'http:api.example.com#1', success: 6 }],
        unreadable: 2,
      });
    });

    test('counts an entry once after several writes', async () => {
      await fixture.store.write([posts('crm', 2)]);
      await fixture.store.write([posts('crm', 2), posts('trino', 1)]);
      await fixture.store.write([posts('crm', 2)]);
      expect([await successes('crm'), await successes('trino')]).toEqual([2, 1]);
    });

    test('writes many entries at once', async () => {
      const many = Array.from({ length: 120 }, (_, at) => posts('crm', 1, { writer: `w${at}` }));
      await fixture.store.write(many);
      expect(await successes('crm')).toBe(120);
    });

    test.each([1, 30, 59, 60, 61, 1440])('reads exactly the last %i minutes', async (minutes) => {
      const now = SOME_DAY_MS + 5 * HOUR_MS + 17 * MINUTE_MS + 40_000;
      await fixture.clock.advance(now - fixture.clock.nowMs());
      const begun = now - 40_000;
      const at = (minutesAgo: number) =>
        posts('crm', 1, { minuteMs: begun - minutesAgo * MINUTE_MS, writer: `ago-${minutesAgo}` });
      await fixture.store.write([0, 1, minutes, minutes + 1, minutes + 2, -1].map(at));
      expect(await successes('crm', minutes)).toBe(minutes === 1 ? 2 : 3);
    });

    test('reads an entry until its retention ends, also when it is still in the table', async () => {
      await fixture.store.write([
        posts('crm', 1, { minuteMs: SOME_DAY_MS - fixture.retentionMs + MINUTE_MS }),
      ]);
      const since = fixture.retentionMs / MINUTE_MS;
      expect(await successes('crm', since)).toBe(1);
      await fixture.clock.advance(MINUTE_MS);
      expect(await successes('crm', since)).toBe(0);
    });

    test('does not start after the signal', async () => {
      await expect(fixture.store.write([posts('crm', 1)], AbortSignal.abort())).rejects.toThrow();
      expect(await successes('crm')).toBe(0);
    });
  });
}
