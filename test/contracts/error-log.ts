// What every error log must do: be written, listed, replayed from and dismissed from.
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
  /** The entry as it stands there. */
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

    describe('written', () => {
      test.each([
        ['least', bare],
        ['most', full],
      ])('writes down the %s that can be said of an entry', async (_amount, entry) => {
        expect(await fixture.writer.add(entry)).toBe('added');
        expect(await fixture.read(entry.id)).toEqual(entry);
      });

      test('knows an entry again and leaves it as it is', async () => {
        await fixture.writer.add(full);
        expect(await fixture.writer.add({ ...full, reason: 'worker_crashed', attempts: 9 })).toBe('known');
        expect(await fixture.read(full.id)).toEqual(full);
      });

      test('has one entry per delivery and cause', async () => {
        await fixture.writer.add(full);
        expect(await fixture.writer.add({ ...full, id: 'd-2#update' })).toBe('added');
      });

      test('lets one of many who add the same be the first', async () => {
        const added = await Promise.all(Array.from({ length: 5 }, () => fixture.writer.add(full)));
        expect(added.filter((one) => one === 'added')).toHaveLength(1);
      });
    });

    describe('listed', () => {
      test('is empty at first', async () => {
        expect(await fixture.reader.newest(10)).toEqual({ open: 0, more: false, newest: [] });
        expect(await found({ all: true })).toEqual([]);
      });

      test('shows the newest and counts all of them', async () => {
        for (const at of [1, 3, 2]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        const { open, more, newest } = await fixture.reader.newest(2);
        expect({ open, more }).toEqual({ open: 3, more: false });
        expect(newest.map(({ deliveryId }) => deliveryId)).toEqual(['d-3', 'd-2']);
      });

      test('only counts when nothing is to be shown', async () => {
        await park('d-1');
        expect(await fixture.reader.newest(0)).toEqual({ open: 1, more: false, newest: [] });
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

      test('does not show what has expired, also while it still stands there', async () => {
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
        expect((await fixture.reader.newest(10)).open).toBe(2);
      });

      test('shows what was dismissed only to who asks for all, in order of time, and counts it no more', async () => {
        for (const at of [1, 2, 3, 4]) await park(`d-${at}`, { parkedAtMs: startMs + at });
        await replay('d-2#work');
        expect(await fixture.entries.dismiss('d-3#work', { atMs: startMs, by: 'ana' })).toBe(true);
        expect(await found({})).toEqual(['d-4', 'd-1']);
        expect(await found({ all: true })).toEqual(['d-4', 'd-3', 'd-2', 'd-1']);
        expect((await fixture.reader.newest(10)).open).toBe(2);
      });
    });

    describe('dismissed from', () => {
      const dismissal = (by = 'ana', atMs = startMs) => ({ atMs, by });
      const turn = (number: number) => ({ number, nowMs: startMs, untilMs: startMs + MINUTE_MS });

      test('keeps the entry with its job, and remembers who dismissed it and when', async () => {
        await park('d-1', { job: 'kept' });
        await fixture.entries.dismiss('d-1#work', dismissal());
        const dismissed = { dismissedAtMs: startMs, dismissedBy: 'ana', replays: 0 };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ job: 'kept', ...dismissed });
        for await (const entry of fixture.reader.search({ all: true }))
          expect(entry).toMatchObject(dismissed);
      });

      test('lets one of two do it, and the first is the one who is remembered', async () => {
        await park('d-1');
        const dismissed = await Promise.all(
          ['ana', 'benito'].map((by) => fixture.entries.dismiss('d-1#work', dismissal(by))),
        );
        expect(dismissed.filter(Boolean)).toHaveLength(1);
        const dismissedBy = dismissed[0] ? 'ana' : 'benito';
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ dismissedBy });
      });

      test('leaves alone what is being replayed, until that is over', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        expect(await fixture.entries.dismiss('d-1#work', dismissal())).toBe(false);
        expect((await fixture.reader.newest(10)).open).toBe(1);
        expect(await fixture.entries.dismiss('d-1#work', dismissal('ana', startMs + MINUTE_MS))).toBe(true);
      });

      test('takes what was not replayed after all, and not what was replayed', async () => {
        for (const id of ['d-1', 'd-2']) await park(id);
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.cancelReplay('d-1#work', 1);
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
      const turn = (number: number, nowMs = startMs) => ({ number, nowMs, untilMs: nowMs + MINUTE_MS });

      test('gives an entry with its job', async () => {
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

      test('lets one of many replay the same entry', async () => {
        await park('d-1');
        const begun = await Promise.all(
          Array.from({ length: 5 }, () => fixture.entries.beginReplay('d-1#work', turn(1))),
        );
        expect(begun.filter(Boolean)).toHaveLength(1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(2))).toBe(false);
      });

      test('has a new number after a replay that was cancelled, or never ended', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.cancelReplay('d-1#work', 1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(1))).toBe(false);
        expect(await fixture.entries.beginReplay('d-1#work', turn(2))).toBe(true);
        expect(await fixture.entries.beginReplay('d-1#work', turn(3, startMs + MINUTE_MS))).toBe(true);
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ replaysBegun: 3, replays: 0 });
      });

      test('is not cancelled by somebody whose turn is over', async () => {
        await park('d-1');
        await fixture.entries.beginReplay('d-1#work', turn(1));
        await fixture.entries.beginReplay('d-1#work', turn(2, startMs + MINUTE_MS));
        await fixture.entries.cancelReplay('d-1#work', 1);
        expect(await fixture.entries.beginReplay('d-1#work', turn(3, startMs + MINUTE_MS))).toBe(false);
      });

      test('remembers how often, when and by whom', async () => {
        await park('d-1');
        await replay('d-1#work', 'ana');
        await fixture.entries.beginReplay('d-1#work', turn(2));
        await fixture.entries.markReplayed('d-1#work', { atMs: startMs + 5, by: 'benito' });
        const replayed = { replays: 2, replayedAtMs: startMs + 5, replayedBy: 'benito' };
        expect(await fixture.entries.load('d-1#work')).toMatchObject({ replaysBegun: 2, ...replayed });
        for await (const entry of fixture.reader.search({ all: true })) expect(entry).toMatchObject(replayed);
      });

      test('never brings back what was erased meanwhile', async () => {
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
