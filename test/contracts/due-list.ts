// The contract of every due list: all entries that are due, oldest first, and no others.
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryCopies } from '../../functions/core/delivery/delivery-copies.ts';
import type { DueEntry, DueList, DueQuery } from '../../functions/core/due/due-list.ts';
import type { Session } from '../../functions/core/wait/session.ts';
import type { SessionStore } from '../../functions/core/wait/session-store.ts';
import { DEADLINE_MS, DECISION, ENDED, PROGRESS, session, T0 } from '../builders.ts';

export interface DueListFixture {
  readonly due: DueList;
  readonly sessions: SessionStore;
  /** Their clock shows T0. */
  readonly copies: DeliveryCopies;
}

const NEW = { expectedVersion: 0 };

/** A session whose decision is due at this time after T0. */
function dueAfter(ref: string, afterMs: number): Session {
  const update = { attempts: 1, dueAtMs: T0 + afterMs };
  return session({ state: 'decided', decision: DECISION, update }, { ref });
}

export function dueListContract(name: string, open: () => Promise<DueListFixture>): void {
  describe(name, () => {
    let fixture: DueListFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    async function listing(query: DueQuery): Promise<DueEntry[]> {
      const entries: DueEntry[] = [];
      for await (const entry of fixture.due.due(query)) entries.push(entry);
      return entries;
    }

    const listed = (afterMs: number, limit = 1000) => listing({ beforeMs: T0 + afterMs, limit });

    test('lists the entries that become due between two times', async () => {
      for (const afterMs of [0, 10, 11, 20, 21])
        await fixture.sessions.save(dueAfter(`a${afterMs}`, afterMs), NEW);
      const query = { afterMs: T0 + 10, beforeMs: T0 + 20, limit: 10 };
      expect((await listing(query)).map(({ key }) => key)).toEqual(['a11', 'a20']);
    });

    test('is empty at the start', async () => {
      expect(await listed(1e12)).toEqual([]);
    });

    test.each(ENDED)('does not list a session that is $state', async (progress) => {
      await fixture.sessions.save(session(progress), NEW);
      expect(await listed(1e12)).toEqual([]);
    });

    test('does not list a session that only has an opt-out', async () => {
      const { v, ref, newest, sessionId } = session(PROGRESS.closed);
      await fixture.sessions.save({ v, ref, newest, sessionId, past: [] }, NEW);
      expect(await listed(1e12)).toEqual([]);
    });

    test.each([
      ['waiting, unclaimed after a minute', PROGRESS.waiting, 60_000],
      ['processing, when its lease ends', PROGRESS.processing, 40_000],
      ['delegated, at its deadline', PROGRESS.delegated, DEADLINE_MS],
      ['decided, when its next call is due', PROGRESS.decided, 0],
      ['sending, when its lease ends', PROGRESS.sending, 40_000],
    ])('lists a session that is %s, and not earlier', async (_state, progress, dueAfterMs) => {
      await fixture.sessions.save(session(progress), NEW);
      expect(await listed(dueAfterMs - 1)).toEqual([]);
      const canWait = ('lease' in progress || progress.state === 'waiting') && { canWait: true };
      expect(await listed(dueAfterMs)).toEqual([
        { key: 'conversation-1', kind: 'session', dueAtMs: T0 + dueAfterMs, ...canWait },
      ]);
    });

    test.each([
      [119_999, {}],
      [120_000, { canWait: true }],
    ])('what can wait for the next run, with a deadline after %i ms', async (deadlineMs, canWait) => {
      await fixture.sessions.save(
        session(PROGRESS.waiting, { cycle: { deadlineAtMs: T0 + deadlineMs } }),
        NEW,
      );
      expect(await listed(60_000)).toEqual([
        { key: 'conversation-1', kind: 'session', dueAtMs: T0 + 60_000, ...canWait },
      ]);
    });

    test('lists the deadline of a wait that is in the queue', async () => {
      await fixture.sessions.save(session(PROGRESS.waiting, { cycle: { requeues: 1 } }), NEW);
      expect(await listed(DEADLINE_MS)).toMatchObject([{ dueAtMs: T0 + DEADLINE_MS }]);
    });

    test('lists a deferred wait at its due time', async () => {
      await fixture.sessions.save(session({ state: 'waiting', dueAtMs: T0 + 5000 }), NEW);
      expect(await listed(4999)).toEqual([]);
      expect(await listed(5000)).toEqual([{ key: 'conversation-1', kind: 'session', dueAtMs: T0 + 5000 }]);
    });

    test('follows the due time of a session, and removes the session at its end', async () => {
      await fixture.sessions.save(dueAfter('a', 10), NEW);
      await fixture.sessions.save(dueAfter('a', 5000), { expectedVersion: 1 });
      expect(await listed(4999)).toEqual([]);
      expect(await listed(5000)).toHaveLength(1);
      await fixture.sessions.save(session(PROGRESS.continued, { ref: 'a' }), { expectedVersion: 2 });
      expect(await listed(1e12)).toEqual([]);
    });

    test('lists copies beside sessions, due immediately', async () => {
      const copy = {
        deliveryId: 'd-1',
        queue: 'events' as const,
        job: '{}',
        group: 'g',
        deduplicationId: 'd-1',
      };
      await fixture.copies.keep(copy);
      await fixture.sessions.save(dueAfter('a', 10), NEW);
      const [first, second] = await listed(10);
      expect(first).toMatchObject({ kind: 'copy', dueAtMs: T0 });
      expect(second).toEqual({ key: 'a', kind: 'session', dueAtMs: T0 + 10 });
      await fixture.copies.remove(first?.key ?? '');
      expect(await listed(10)).toEqual([second]);
    });

    describe('with more than one page', () => {
      const COUNT = 150;
      const LIMIT = 100;

      beforeEach(async () => {
        // The order of the saves is not the order of the due times.
        const saves = Array.from({ length: COUNT }, (_, at) => dueAfter(`ref-${at}`, (at * 67) % COUNT));
        await Promise.all(saves.map((one) => fixture.sessions.save(one, NEW)));
      });

      test('lists the oldest first, independent of their keys', async () => {
        const entries = await listed(COUNT);
        expect(entries.map(({ dueAtMs }) => dueAtMs - T0)).toEqual(
          Array.from({ length: COUNT }, (_, at) => at),
        );
        expect(new Set(entries.map(({ key }) => key)).size).toBe(COUNT);
      });

      test('lists at most the limit, the oldest entries', async () => {
        const entries = await listed(COUNT, LIMIT);
        expect(entries.map(({ dueAtMs }) => dueAtMs - T0)).toEqual(
          Array.from({ length: LIMIT }, (_, at) => at),
        );
      });

      test('omits entries that are not due yet', async () => {
        expect(await listed(49)).toHaveLength(50);
      });
    });
  });
}
