// The contract of every store of statistics, for writing, merging and reading.
import { beforeEach, describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import { type StatsEntry, type StatsRecord, tallyOf } from '../../functions/core/statistics/stats-entry.ts';
import type {
  StatsCompaction,
  StatsReader,
  StatsStore,
} from '../../functions/core/statistics/stats-store.ts';
import { SOME_DAY_MS, type VirtualClock } from './virtual-clock.ts';

export interface StatsFixture {
  readonly clock: VirtualClock;
  readonly retentionMs: number;
  readonly store: StatsStore;
  /** Another one each time, as of another instance. */
  readonly compaction: () => StatsCompaction;
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
      tally: tallyOf(Array.from({ length: count }, () => ({ name: 'success', tookMs: 7 }))),
      ...more,
    });

    const write = (entries: readonly StatsEntry[], writer = 'one', signal?: AbortSignal) =>
      fixture.store.write(recordOf(entries, writer), signal);

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
      await write([posts('crm', 3)], 'other');
      await write([
        posts('crm', 2),
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

    test('keeps the last record of a writer in a minute', async () => {
      await write([posts('crm', 2)]);
      await write([posts('crm', 1), posts('trino', 3)]);
      await write([posts('crm', 2), posts('trino', 1)]);
      expect([await successes('crm'), await successes('trino')]).toEqual([2, 1]);
    });

    test('writes a record of any size', async () => {
      const ids = Array.from({ length: 500 }, (_, at) => `source-${at}`);
      await write(ids.map((id) => posts(id, 1)));
      const { sources } = await fixture.reader.read({ minutes: 30 });
      expect(sources.filter(({ success }) => success === 1)).toHaveLength(500);
    });

    test.each([1, 30, 59, 60, 61, 1440])('reads exactly the last %i minutes', async (minutes) => {
      const now = SOME_DAY_MS + 5 * HOUR_MS + 17 * MINUTE_MS + 40_000;
      await fixture.clock.advance(now - fixture.clock.nowMs());
      const begun = now - 40_000;
      const at = (minutesAgo: number) => posts('crm', 1, { minuteMs: begun - minutesAgo * MINUTE_MS });
      for (const minutesAgo of [0, 1, minutes, minutes + 1, minutes + 2, -1]) {
        await write([at(minutesAgo)], `ago-${minutesAgo}`);
      }
      expect(await successes('crm', minutes)).toBe(minutes === 1 ? 2 : 3);
    });

    test('reads an entry until its retention ends, also when it is still in the table', async () => {
      await write([posts('crm', 1, { minuteMs: SOME_DAY_MS - fixture.retentionMs + MINUTE_MS })]);
      const since = fixture.retentionMs / MINUTE_MS;
      expect(await successes('crm', since)).toBe(1);
      await fixture.clock.advance(MINUTE_MS);
      expect(await successes('crm', since)).toBe(0);
    });

    test('does not start after the signal', async () => {
      await expect(write([posts('crm', 1)], 'one', AbortSignal.abort())).rejects.toThrow();
      expect(await successes('crm')).toBe(0);
    });

    describe('merging past minutes', () => {
      const report = () => fixture.reader.read({ minutes: 30 });
      const merge = () => fixture.compaction().mergeEnded();
      const tally = tallyOf([{ name: 'error', tookMs: 700 }, { name: 'slow' }]);

      beforeEach(async () => {
        for (const minutes of [0, 1, 4, 5, 9, 14]) {
          const minuteMs = SOME_DAY_MS + minutes * MINUTE_MS;
          await write([posts('crm', 1, { minuteMs }), posts('trino', 2, { minuteMs, kind: 'outcomes' })]);
          await write([posts('crm', 2, { minuteMs, tally })], 'two');
          await write([posts('api', 3, { minuteMs: minuteMs - MINUTE_MS, kind: 'calls' })], 'three');
        }
        await fixture.clock.advance(17 * MINUTE_MS);
      });

      test('changes no figure, at any time and however often', async () => {
        const before = await report();
        expect(before.sources.find(({ id }) => id === 'crm')).toMatchObject({
          success: 6,
          error: 6,
          slow: 6,
        });
        for (let minute = 0; minute < 12; minute += 1) {
          await merge();
          expect(sumsOf(await report())).toEqual(sumsOf(before));
          await fixture.clock.advance(MINUTE_MS);
        }
      });

      test('counts a record that comes after its minute was merged, once', async () => {
        await merge();
        const late = posts('crm', 5);
        for (let time = 0; time < 2; time += 1) {
          await write([late], 'late');
          await fixture.compaction().mergeLate(late.minuteMs);
          expect(await successes('crm')).toBe(11);
        }
        await merge();
        expect(await successes('crm')).toBe(11);
      });

      test('counts what several write late and merge at the same time', async () => {
        await merge();
        const writers = Array.from({ length: 8 }, (_, at) => `late-${at}`);
        await Promise.all(
          writers.map(async (writer) => {
            await write([posts('crm', 1)], writer);
            await fixture.compaction().mergeLate(SOME_DAY_MS);
          }),
        );
        expect(await successes('crm')).toBe(6 + 8);
      });

      test('leaves the last minutes, which may still change', async () => {
        const minuteMs = SOME_DAY_MS + 15 * MINUTE_MS;
        await merge();
        await write([posts('crm', 1, { minuteMs })]);
        await write([posts('crm', 7, { minuteMs })]);
        await fixture.compaction().mergeLate(minuteMs);
        await write([posts('crm', 8, { minuteMs })]);
        expect(await successes('crm')).toBe(6 + 8);
      });
    });
  });
}

function recordOf(entries: readonly StatsEntry[], writer: string): StatsRecord {
  return { minuteMs: Math.max(...entries.map(({ minuteMs }) => minuteMs)), writer, entries };
}

/** Without the charts: their first minute depends on the time. */
const sumsOf = ({ sources, destinations, unreadable }: StatsReport) => ({
  sources: sources.map(({ series: _series, ...sums }) => sums),
  destinations: destinations.map(({ series: _series, ...sums }) => sums),
  unreadable,
});
