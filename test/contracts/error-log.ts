// What every error log must do for those who list it, replay from it and dismiss from it.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../functions/core/error-log/entry.ts';
import type {
  ErrorLogReader,
  ErrorLogSearch,
  FailureEntries,
  FailureLog,
} from '../../functions/core/error-log/error-log.ts';
import type { ErrorLogFilter } from '../../functions/core/error-log/filter.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface ErrorLogFixture {
  readonly clock: VirtualClock;
  readonly retentionMs: number;
  readonly failures: FailureLog;
  readonly log: ErrorLogReader & ErrorLogSearch;
  readonly entries: FailureEntries;
  erase(id: string): Promise<void>;
}

const MINUTE_MS = 60_000;

export function errorLogContract(name: string, open: () => Promise<ErrorLogFixture>): void {
  describe(name, () => {
    let fixture: ErrorLogFixture;
    let startMs: number;

    beforeEach(async () => {
      fixture = await open();
      startMs = fixture.clock.nowMs();
    });

    const park = (id: string, given: Partial<Failure> = {}) =>
      fixture.failures.park({
        id: `${id}#work`,
        deliveryId: id,
        reason: 'processor_rejected',
        parkedAtMs: startMs,
        attempts: 1,
        ...given,
      });

    async function found(filter: ErrorLogFilter): Promise<string[]> {
      const ids: string[] = [];
      for await (const { deliveryId } of fixture.log.search(filter)) ids.push(deliveryId);
      return ids;
    }

    async function replay(id: string, by = 'ana'): Promise<void> {
      const nowMs = fixture.clock.nowMs();
      await fixture.entries.take(id, { number: 1, nowMs, untilMs: nowMs + MINUTE_MS });
      await fixture.entries.markReplayed(id, { atMs: nowMs, by });
    }

    describe('listed', () => {
      test('is empty at first', async () => {
        expect(await fixture.log.newest(10)).toEqual({ open: 0, more: false, newest: [] });
        expect(await found({ all: true })).toEqual([]);
      });

      test('shows the newest and counts all of them', async () => {
        for (const at of [1, 3, 2]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        const { open, more, newest } = await fixture.log.newest(2);
        expect({ open, more }).toEqual({ open: 3, more: false });
        expect(newest.map(({ deliveryId }) => deliveryId)).toEqual(['d-3', 'd-2']);
      });

      test('only counts when nothing is to be shown', async () => {
        await park('d-1');
        expect(await fixture.log.newest(0)).toEqual({ open: 1, more: false, newest: [] });
      });

      test('says of an entry what may be shown, and never its job', async () => {
        await park('d-1', {
          source: 'botmaker',
          platform: 'botmaker',
          conversation: 'conversation-1',
          type: 'botmaker.message',
          waits: true,
          job: '{"body":"what somebody wrote"}',
        });
        const { newest } = await fixture.log.newest(1);
        expect(newest).toEqual([
          {
            id: 'd-1#work',
            deliveryId: 'd-1',
            reason: 'processor_rejected',
            parkedAtMs: startMs,
            attempts: 1,
            source: 'botmaker',
            platform: 'botmaker',
            conversation: 'conversation-1',
            type: 'botmaker.message',
            waits: true,
            replays: 0,
          },
        ]);
      });

      test('lets go of what has expired, also while it still stands there', async () => {
        await park('old', { parkedAtMs: startMs - fixture.retentionMs });
        await park('young', { parkedAtMs: startMs - fixture.retentionMs + MINUTE_MS });
        expect((await fixture.log.newest(10)).open).toBe(1);
        expect(await found({ all: true })).toEqual(['young']);
        expect(await fixture.entries.load('old#work')).toBeUndefined();
      });

      test.each<[string, Omit<ErrorLogFilter, 'fromMs'>, string[]]>([
        ['its source', { source: 'trino' }, ['d-3']],
        ['its reason', { reason: 'treble_404' }, ['d-2']],
        ['its platform', { platform: 'chat' }, ['d-3', 'd-1']],
        ['its type', { type: 'chat.message' }, ['d-1']],
        ['all of these at once', { platform: 'chat', source: 'botmaker' }, ['d-1']],
      ])('is searched by %s', async (_, filter, expected) => {
        await park('d-1', {
          source: 'botmaker',
          platform: 'chat',
          type: 'chat.message',
          parkedAtMs: startMs,
        });
        await park('d-2', { reason: 'treble_404', parkedAtMs: startMs + 1 });
        await park('d-3', { source: 'trino', platform: 'chat', parkedAtMs: startMs + 2 });
        expect(await found(filter)).toEqual(expected);
      });

      test('is searched by time, the end not included', async () => {
        for (const at of [1, 2, 3, 4]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        expect(await found({ fromMs: startMs + 2, beforeMs: startMs + 4 })).toEqual(['d-3', 'd-2']);
        expect(await found({ fromMs: startMs + 4, beforeMs: startMs + 4 })).toEqual([]);
        expect(await found({ fromMs: startMs + 9, beforeMs: startMs + 4 })).toEqual([]);
      });

      test('shows what was replayed only to who asks for all, in order of time', async () => {
        for (const at of [1, 2, 3]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        await replay('d-2#work');
        expect(await found({})).toEqual(['d-3', 'd-1']);
        expect(await found({ all: true })).toEqual(['d-3', 'd-2', 'd-1']);
        expect((await fixture.log.newest(10)).open).toBe(2);
      });

      test('shows what was dismissed only to who asks for all, in order of time, and counts it no more', async () => {
        for (const at of [1, 2, 3, 4]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        await replay('d-2#work');
        expect(await fixture.entries.dismiss('d-3#work', { atMs: startMs, by: 'ana' })).toBe(true);
        expect(await found({})).toEqual(['d-4', 'd-1']);
        expect(await found({ all: true })).toEqual(['d-4', 'd-3', 'd-2', 'd-1']);
        expect((await fixture.log.newest(10)).open).toBe(2);
      });
    });

    describe('dismissed from', () => {
      const dismissal = (by = 'ana', atMs = startMs) => ({ atMs, by });
      const taking = (number: number) => ({ number, nowMs: startMs, untilMs: startMs + MINUTE_MS });

      test('keeps the entry with its job, and remembers who dismissed it and when', async () => {
        await park('d-1', { job: 'kept' });
        await fixture.entries.dismiss('d-1#work', dismissal());
        const dismissed = { dismissedAtMs: startMs, dismissedBy: 'ana', replays: 0 };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ job: 'kept', ...dismissed });
        for await (const entry of fixture.log.search({ all: true })) expect(entry).toMatchObject(dismissed);
      });

      test('lets one of two do it, and the first is the one who is remembered', async () => {
        await park('d-1');
        const did = await Promise.all(
          ['ana', 'benito'].map((by) => fixture.entries.dismiss('d-1#work', dismissal(by))),
        );
        expect(did.filter(Boolean)).toHaveLength(1);
        const dismissedBy = did[0] ? 'ana' : 'benito';
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ dismissedBy });
      });

      test('leaves alone what is being replayed, until that is over', async () => {
        await park('d-1');
        await fixture.entries.take('d-1#work', taking(1));
        expect(await fixture.entries.dismiss('d-1#work', dismissal())).toBe(false);
        expect((await fixture.log.newest(10)).open).toBe(1);
        expect(await fixture.entries.dismiss('d-1#work', dismissal('ana', startMs + MINUTE_MS))).toBe(true);
      });

      test('takes what was given back, and not what was replayed', async () => {
        for (const id of ['d-1', 'd-2']) await park(id);
        await fixture.entries.take('d-1#work', taking(1));
        await fixture.entries.giveBack('d-1#work', 1);
        await replay('d-2#work');
        expect(await fixture.entries.dismiss('d-1#work', dismissal())).toBe(true);
        expect(await fixture.entries.dismiss('d-2#work', dismissal())).toBe(false);
        expect(await fixture.entries.load('d-2#work')).not.toHaveProperty('dismissedBy');
      });

      test('can still be replayed from, and is then both', async () => {
        await park('d-1');
        await fixture.entries.dismiss('d-1#work', dismissal());
        await replay('d-1#work', 'benito');
        const both = { replays: 1, replayedBy: 'benito', dismissedBy: 'ana' };
        expect(await fixture.entries.load('d-1#work')).toMatchObject(both);
        expect(await found({})).toEqual([]);
        expect(await found({ all: true })).toEqual(['d-1']);
      });

      test('makes no entry, and wakes none that has expired', async () => {
        await park('old', { parkedAtMs: startMs - fixture.retentionMs - MINUTE_MS });
        await park('d-1');
        await fixture.erase('d-1#work');
        for (const id of ['old#work', 'd-1#work', 'never#work']) {
          expect(await fixture.entries.dismiss(id, dismissal()), id).toBe(false);
        }
        expect(await found({ all: true })).toEqual([]);
      });
    });

    describe('replayed from', () => {
      const taking = (number: number, nowMs = startMs) => ({ number, nowMs, untilMs: nowMs + MINUTE_MS });

      test('gives an entry with its job', async () => {
        await park('d-1', { job: '{"body":"ñ"}', waits: true });
        expect(await fixture.entries.load('d-1#work')).toMatchObject({
          deliveryId: 'd-1',
          job: '{"body":"ñ"}',
          waits: true,
          taken: 0,
          replays: 0,
        });
        expect(await fixture.entries.load('d-2#work')).toBeUndefined();
      });

      test('lets one of two who want the same entry have it', async () => {
        await park('d-1');
        const took = await Promise.all(
          Array.from({ length: 5 }, () => fixture.entries.take('d-1#work', taking(1))),
        );
        expect(took.filter(Boolean)).toHaveLength(1);
        expect(await fixture.entries.take('d-1#work', taking(2))).toBe(false);
      });

      test('has a new number for whoever comes after one that gave back, or never came back', async () => {
        await park('d-1');
        await fixture.entries.take('d-1#work', taking(1));
        await fixture.entries.giveBack('d-1#work', 1);
        expect(await fixture.entries.take('d-1#work', taking(1))).toBe(false);
        expect(await fixture.entries.take('d-1#work', taking(2))).toBe(true);
        expect(await fixture.entries.take('d-1#work', taking(3, startMs + MINUTE_MS))).toBe(true);
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ taken: 3, replays: 0 });
      });

      test('is not given back by somebody whose turn is over', async () => {
        await park('d-1');
        await fixture.entries.take('d-1#work', taking(1));
        await fixture.entries.take('d-1#work', taking(2, startMs + MINUTE_MS));
        await fixture.entries.giveBack('d-1#work', 1);
        expect(await fixture.entries.take('d-1#work', taking(3, startMs + MINUTE_MS))).toBe(false);
      });

      test('remembers how often, when and by whom', async () => {
        await park('d-1');
        await replay('d-1#work', 'ana');
        await fixture.entries.take('d-1#work', taking(2));
        await fixture.entries.markReplayed('d-1#work', { atMs: startMs + 5, by: 'benito' });
        const replayed = { replays: 2, replayedAtMs: startMs + 5, replayedBy: 'benito' };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ taken: 2, ...replayed });
        for await (const entry of fixture.log.search({ all: true })) expect(entry).toMatchObject(replayed);
      });

      test('never brings back what was erased meanwhile', async () => {
        await park('d-1');
        await fixture.entries.take('d-1#work', taking(1));
        await fixture.erase('d-1#work');
        await fixture.entries.markReplayed('d-1#work', { atMs: startMs, by: 'ana' });
        await fixture.entries.giveBack('d-1#work', 1);
        expect(await fixture.entries.take('d-1#work', taking(2))).toBe(false);
        expect(await fixture.entries.load('d-1#work')).toBeUndefined();
        expect(await found({ all: true })).toEqual([]);
      });
    });
  });
}
