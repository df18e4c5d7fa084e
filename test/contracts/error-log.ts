// The contract of every error log: add, list, replay and dismiss entries.
import { beforeEach, describe, expect, test } from 'vitest';
import type { NewEntry } from '../../functions/core/error-log/entry.ts';
import type {
  ErrorLogEntries,
  ErrorLogReader,
  ErrorLogWriter,
} from '../../functions/core/error-log/error-log.ts';
import type { ErrorLogFilter } from '../../functions/core/error-log/filter.ts';
import { T0 } from '../builders.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface ErrorLogFixture {
  readonly clock: VirtualClock;
  readonly retentionMs: number;
  readonly writer: ErrorLogWriter;
  readonly reader: ErrorLogReader;
  readonly entries: ErrorLogEntries;
  erase(id: string): Promise<void>;
  /** The stored entry. */
  read(id: string): Promise<NewEntry | undefined>;
}

const MINUTE_MS = 60_000;

const bare: NewEntry = {
  id: 'd-1#work',
  deliveryId: 'd-1',
  reason: 'bad_job',
  parkedAtMs: T0,
  attempts: 0,
  waits: false,
};

const full: NewEntry = {
  ...bare,
  id: 'd-2#work',
  attempts: 5,
  source: 'botmaker',
  platform: 'botmaker',
  conversation: 'conversation-1',
  type: 'botmaker.status',
  waits: true,
  contacts: ['digest-1', 'digest-2'],
  job: '{"body":"ñ 🌵"}',
};

export function errorLogContract(name: string, open: () => Promise<ErrorLogFixture>): void {
  describe(name, () => {
    let fixture: ErrorLogFixture;
    let startMs: number;

    beforeEach(async () => {
      fixture = await open();
      startMs = fixture.clock.nowMs();
    });

    const park = (id: string, more: Partial<NewEntry> = {}) =>
      fixture.writer.add({
        id: `${id}#work`,
        deliveryId: id,
        reason: 'processor_rejected',
        parkedAtMs: startMs,
        attempts: 1,
        waits: false,
        ...more,
      });

    async function found(filter: ErrorLogFilter): Promise<string[]> {
      const ids: string[] = [];
      for await (const { deliveryId } of fixture.reader.search(filter)) ids.push(deliveryId);
      return ids;
    }

    async function replay(id: string, by = 'ana'): Promise<void> {
      const nowMs = fixture.clock.nowMs();
      await fixture.entries.beginReplay(id, { number: 1, nowMs, untilMs: nowMs + MINUTE_MS });
      await fixture.entries.markReplayed(id, { atMs: nowMs, by });
    }

    describe('adding', () => {
      test.each([
        ['fewest', bare],
        ['most', full],
      ])('stores an entry with the %s fields', async (_amount, entry) => {
        expect(await fixture.writer.add(entry)).toBe('added');
        expect(await fixture.read(entry.id)).toEqual(entry);
      });

      test('recognises a known entry and does not change it', async () => {
        await fixture.writer.add(full);
        expect(await fixture.writer.add({ ...full, reason: 'worker_crashed', attempts: 9 })).toBe('known');
        expect(await fixture.read(full.id)).toEqual(full);
      });

      test('keeps one entry per delivery and cause', async () => {
        await fixture.writer.add(full);
        expect(await fixture.writer.add({ ...full, id: 'd-2#update' })).toBe('added');
      });

      test('answers added to one of several concurrent writers', async () => {
        const added = await Promise.all(Array.from({ length: 5 }, () => fixture.writer.add(full)));
        expect(added.filter((one) => one === 'added')).toHaveLength(1);
      });
    });

    describe('listing', () => {
      test('is empty at the start', async () => {
        expect(await fixture.reader.newest(10)).toEqual({ open: 0, more: false, newest: [] });
        expect(await found({ all: true })).toEqual([]);
      });

      test('shows the newest entries and counts all', async () => {
        for (const at of [1, 3, 2]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        const { open, more, newest } = await fixture.reader.newest(2);
        expect({ open, more }).toEqual({ open: 3, more: false });
        expect(newest.map(({ deliveryId }) => deliveryId)).toEqual(['d-3', 'd-2']);
      });

      test('only counts with a limit of zero', async () => {
        await park('d-1');
        expect(await fixture.reader.newest(0)).toEqual({ open: 1, more: false, newest: [] });
      });

      test('shows the public fields of an entry, and never its job', async () => {
        await park('d-1', {
          source: 'botmaker',
          platform: 'botmaker',
          conversation: 'conversation-1',
          type: 'botmaker.message',
          waits: true,
          job: '{"body":"what somebody wrote"}',
        });
        const { newest } = await fixture.reader.newest(1);
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

      test('does not show an expired entry that is still in the table', async () => {
        await park('old', { parkedAtMs: startMs - fixture.retentionMs });
        await park('young', { parkedAtMs: startMs - fixture.retentionMs + MINUTE_MS });
        expect((await fixture.reader.newest(10)).open).toBe(1);
        expect(await found({ all: true })).toEqual(['young']);
        expect(await fixture.entries.load('old#work')).toBeUndefined();
      });

      test.each<[string, Omit<ErrorLogFilter, 'fromMs'>, string[]]>([
        ['its source', { source: 'trino' }, ['d-3']],
        ['its reason', { reason: 'treble_404' }, ['d-2']],
        ['its platform', { platform: 'chat' }, ['d-3', 'd-1']],
        ['its type', { type: 'chat.message' }, ['d-1']],
        ['all of these at once', { platform: 'chat', source: 'botmaker' }, ['d-1']],
      ])('finds entries by %s', async (_, filter, expected) => {
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

      test('finds entries by time, without the end', async () => {
        for (const at of [1, 2, 3, 4]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        expect(await found({ fromMs: startMs + 2, beforeMs: startMs + 4 })).toEqual(['d-3', 'd-2']);
        expect(await found({ fromMs: startMs + 4, beforeMs: startMs + 4 })).toEqual([]);
        expect(await found({ fromMs: startMs + 9, beforeMs: startMs + 4 })).toEqual([]);
      });

      test('shows replayed entries only in a search for all, in order of time', async () => {
        for (const at of [1, 2, 3]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        await replay('d-2#work');
        expect(await found({})).toEqual(['d-3', 'd-1']);
        expect(await found({ all: true })).toEqual(['d-3', 'd-2', 'd-1']);
        expect((await fixture.reader.newest(10)).open).toBe(2);
      });

      test('shows dismissed entries only in a search for all, in order of time, and does not count them', async () => {
        for (const at of [1, 2, 3, 4]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        await replay('d-2#work');
        expect(await fixture.entries.dismiss('d-3#work', { atMs: startMs, by: 'ana' })).toBe(true);
        expect(await found({})).toEqual(['d-4', 'd-1']);
        expect(await found({ all: true })).toEqual(['d-4', 'd-3', 'd-2', 'd-1']);
        expect((await fixture.reader.newest(10)).open).toBe(2);
      });
    });

    describe('dismissing', () => {
      const dismissal = (by = 'ana', atMs = startMs) => ({ atMs, by });
      const turn = (number: number) => ({ number, nowMs: startMs, untilMs: startMs + MINUTE_MS });

      test('keeps the entry with its job, the actor and the time', async () => {
        await park('d-1', { job: 'kept' });
        await fixture.entries.dismiss('d-1#work', dismissal());
        const dismissed = { dismissedAtMs: startMs, dismissedBy: 'ana', replays: 0 };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ job: 'kept', ...dismissed });
        for await (const entry of fixture.reader.search({ all: true }))
          expect(entry).toMatchObject(dismissed);
      });

      test('accepts one of two concurrent dismissals and stores its actor', async () => {
        await park('d-1');
        const dismissed = await Promise.all(
          ['ana', 'benito'].map((by) => fixture.entries.dismiss('d-1#work', dismissal(by))),
        );
        expect(dismissed.filter(Boolean)).toHaveLength(1);
        const dismissedBy = dismissed[0] ? 'ana' : 'benito';
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ dismissedBy });
      });

      test('refuses an entry during its replay', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        expect(await fixture.entries.dismiss('d-1#work', dismissal())).toBe(false);
        expect((await fixture.reader.newest(10)).open).toBe(1);
        expect(await fixture.entries.dismiss('d-1#work', dismissal('ana', startMs + MINUTE_MS))).toBe(true);
      });

      test('accepts an entry with a cancelled replay, and refuses a replayed one', async () => {
        for (const id of ['d-1', 'd-2']) await park(id);
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.cancelReplay('d-1#work', 1);
        await replay('d-2#work');
        expect(await fixture.entries.dismiss('d-1#work', dismissal())).toBe(true);
        expect(await fixture.entries.dismiss('d-2#work', dismissal())).toBe(false);
        expect(await fixture.entries.load('d-2#work')).not.toHaveProperty('dismissedBy');
      });

      test('allows a later replay; the entry is then dismissed and replayed', async () => {
        await park('d-1');
        await fixture.entries.dismiss('d-1#work', dismissal());
        await replay('d-1#work', 'benito');
        const both = { replays: 1, replayedBy: 'benito', dismissedBy: 'ana' };
        expect(await fixture.entries.load('d-1#work')).toMatchObject(both);
        expect(await found({})).toEqual([]);
        expect(await found({ all: true })).toEqual(['d-1']);
      });

      test('creates no entry, and restores no expired one', async () => {
        await park('old', { parkedAtMs: startMs - fixture.retentionMs - MINUTE_MS });
        await park('d-1');
        await fixture.erase('d-1#work');
        for (const id of ['old#work', 'd-1#work', 'never#work']) {
          expect(await fixture.entries.dismiss(id, dismissal()), id).toBe(false);
        }
        expect(await found({ all: true })).toEqual([]);
      });
    });

    describe('replaying', () => {
      const turn = (number: number, nowMs = startMs) => ({ number, nowMs, untilMs: nowMs + MINUTE_MS });

      test('loads an entry with its job', async () => {
        await park('d-1', { job: '{"body":"ñ"}', waits: true });
        expect(await fixture.entries.load('d-1#work')).toMatchObject({
          deliveryId: 'd-1',
          job: '{"body":"ñ"}',
          waits: true,
          replaysBegun: 0,
          replays: 0,
        });
        expect(await fixture.entries.load('d-2#work')).toBeUndefined();
      });

      test('starts one of several concurrent replays of an entry', async () => {
        await park('d-1');
        const begun = await Promise.all(
          Array.from({ length: 5 }, () => fixture.entries.beginReplay('d-1#work', turn(1))),
        );
        expect(begun.filter(Boolean)).toHaveLength(1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(2))).toBe(false);
      });

      test('needs a new number after a replay that was cancelled or never ended', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.cancelReplay('d-1#work', 1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(1))).toBe(false);
        expect(await fixture.entries.beginReplay('d-1#work', turn(2))).toBe(true);
        expect(await fixture.entries.beginReplay('d-1#work', turn(3, startMs + MINUTE_MS))).toBe(true);
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ replaysBegun: 3, replays: 0 });
      });

      test('ignores the cancellation of an older replay', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.beginReplay('d-1#work', turn(2, startMs + MINUTE_MS));
        await fixture.entries.cancelReplay('d-1#work', 1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(3, startMs + MINUTE_MS))).toBe(false);
      });

      test('stores the number of replays, the last time and the actor', async () => {
        await park('d-1');
        await replay('d-1#work', 'ana');
        await fixture.entries.beginReplay('d-1#work', turn(2));
        await fixture.entries.markReplayed('d-1#work', { atMs: startMs + 5, by: 'benito' });
        const replayed = { replays: 2, replayedAtMs: startMs + 5, replayedBy: 'benito' };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ replaysBegun: 2, ...replayed });
        for await (const entry of fixture.reader.search({ all: true })) expect(entry).toMatchObject(replayed);
      });

      test('does not restore an entry that is erased during its replay', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.erase('d-1#work');
        await fixture.entries.markReplayed('d-1#work', { atMs: startMs, by: 'ana' });
        await fixture.entries.cancelReplay('d-1#work', 1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(2))).toBe(false);
        expect(await fixture.entries.load('d-1#work')).toBeUndefined();
        expect(await found({ all: true })).toEqual([]);
      });
    });
  });
}
