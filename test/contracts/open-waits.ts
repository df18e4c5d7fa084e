// The contract of every list of open waits.
import { beforeEach, describe, expect, test } from 'vitest';
import type { OpenWaitList } from '../../functions/core/wait/open-waits.ts';
import type { SessionStore } from '../../functions/core/wait/session-store.ts';
import { DEADLINE_MS, ENDED, OPEN, PROGRESS, session, T0 } from '../builders.ts';

export interface OpenWaitsFixture {
  readonly openWaits: OpenWaitList;
  readonly sessions: SessionStore;
}

const NEW = { expectedVersion: 0 };
const EMPTY = { count: 0, more: false, late: { undecided: 0, decided: 0 }, oldest: [] };

const ask = (limit: number, lateBeforeMs = T0) => ({ limit, lateBeforeMs });

export function openWaitsContract(name: string, open: () => Promise<OpenWaitsFixture>): void {
  describe(name, () => {
    let fixture: OpenWaitsFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    test('is empty without open waits', async () => {
      for (const [at, progress] of ENDED.entries()) {
        await fixture.sessions.save(session(progress, { ref: `ended-${at}` }), NEW);
      }
      expect(await fixture.openWaits.open(ask(10))).toEqual(EMPTY);
    });

    test.each(OPEN)('shows the public fields of a wait: $state', async (progress) => {
      await fixture.sessions.save(session(progress, { cycle: { number: 3 } }), NEW);
      const { oldest } = await fixture.openWaits.open(ask(10));
      expect(oldest).toEqual([
        {
          conversation: 'conversation-1',
          source: 'treble',
          state: progress.state,
          cycle: 3,
          receivedAtMs: T0,
          deadlineAtMs: T0 + DEADLINE_MS,
          dueAtMs: expect.any(Number),
        },
      ]);
    });

    test('shows the oldest, independent of their due times, and counts all', async () => {
      const at = (ref: string, receivedAtMs: number, deadlineAtMs: number) =>
        fixture.sessions.save(
          session(PROGRESS.delegated, { ref, cycle: { receivedAtMs, deadlineAtMs } }),
          NEW,
        );
      await at('second', T0 + 2, T0 + 10);
      await at('first', T0 + 1, T0 + 1e9);
      await at('third', T0 + 3, T0 + 20);
      const { count, more, oldest } = await fixture.openWaits.open(ask(2));
      expect({ count, more }).toEqual({ count: 3, more: false });
      expect(oldest.map(({ conversation }) => conversation)).toEqual(['first', 'second']);
      const since = await fixture.openWaits.open({ ...ask(10), sinceMs: T0 + 2 });
      expect(since.count).toBe(2);
      expect(since.oldest.map(({ conversation }) => conversation)).toEqual(['second', 'third']);
    });

    test('counts the waits past their deadline in every open state, listed or not', async () => {
      const deadlineAtMs = T0 + DEADLINE_MS;
      for (const progress of OPEN) {
        await fixture.sessions.save(session(progress, { ref: `late-${progress.state}` }), NEW);
        const cycle = { deadlineAtMs: deadlineAtMs + 1 };
        await fixture.sessions.save(session(progress, { ref: `in-time-${progress.state}`, cycle }), NEW);
      }
      const at = async (lateBeforeMs: number) => (await fixture.openWaits.open(ask(1, lateBeforeMs))).late;
      expect(await at(deadlineAtMs)).toEqual({ undecided: 0, decided: 0 });
      expect(await at(deadlineAtMs + 1)).toEqual({ undecided: 3, decided: 2 });
      expect(await at(deadlineAtMs + 2)).toEqual({ undecided: 6, decided: 4 });
    });

    test('removes a wait at its end', async () => {
      await fixture.sessions.save(session(PROGRESS.delegated), NEW);
      await fixture.sessions.save(session(PROGRESS.continued), { expectedVersion: 1 });
      expect(await fixture.openWaits.open(ask(10))).toEqual(EMPTY);
    });
  });
}
