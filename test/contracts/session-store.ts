// What every session store must do: the twin and the adapter both pass this.
import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionStore } from '../../functions/core/wait/session-store.ts';
import { ENDED, OPEN, PROGRESS, session, T0 } from '../builders.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SessionStoreFixture {
  readonly sessions: SessionStore;
  /** Stands at T0. */
  readonly clock: VirtualClock;
  /** Sessions are kept for this long after their end. */
  readonly retentionMs: number;
  /** Whether a conflict says what stands there. */
  readonly tellsCurrent: boolean;
}

const NEW = { expectedVersion: 0 };
const ref = 'conversation-1';

export function sessionStoreContract(name: string, open: () => Promise<SessionStoreFixture>): void {
  describe(name, () => {
    let fixture: SessionStoreFixture;
    let sessions: SessionStore;

    beforeEach(async () => {
      fixture = await open();
      sessions = fixture.sessions;
    });

    test('knows nothing of a session that was never saved', async () => {
      expect(await sessions.load(ref)).toEqual({ version: 0 });
      expect(await sessions.loadJob(ref)).toBeUndefined();
    });

    test.each([...OPEN, ...ENDED])('gives a session back as it was saved: $state', async (progress) => {
      const saved = session(progress);
      expect(await sessions.save(saved, NEW)).toEqual({ kind: 'saved', version: 1 });
      expect(await sessions.load(ref)).toEqual({ version: 1, session: saved });
    });

    test('gives back a session that an opt-out alone made', async () => {
      const { v, newest, sessionId } = session(PROGRESS.closed);
      const saved = { v, ref, newest, sessionId, past: [] };
      await sessions.save(saved, NEW);
      expect(await sessions.load(ref)).toEqual({ version: 1, session: saved });
    });

    test.each(['plain-id', 'ñandú 🌵 ids', '..', 'a#b/c?d'])('takes the id %s', async (id) => {
      const saved = session(PROGRESS.waiting, { ref: id, sessionId: id, cycle: { deliveryId: id } });
      await sessions.save(saved, { ...NEW, job: id });
      expect(await sessions.load(id)).toEqual({ version: 1, session: saved });
      expect(await sessions.loadJob(id)).toBe(id);
    });

    test('counts versions, and keeps sessions apart', async () => {
      await sessions.save(session(PROGRESS.waiting), NEW);
      await sessions.save(session(PROGRESS.delegated), { expectedVersion: 1 });
      const other = session(PROGRESS.waiting, { ref: 'conversation-2' });
      expect(await sessions.save(other, NEW)).toEqual({ kind: 'saved', version: 1 });
      expect(await sessions.load(ref)).toMatchObject({ version: 2 });
    });

    describe('when somebody else has written in between', () => {
      const theirs = session(PROGRESS.processing);
      const ours = session(PROGRESS.decided);

      async function conflict(expectedVersion: number) {
        const saved = await sessions.save(ours, { expectedVersion, job: 'ours' });
        const current = { version: 2, session: theirs };
        expect(saved).toEqual({ kind: 'conflict', ...(fixture.tellsCurrent && { current }) });
        expect(await sessions.load(ref)).toEqual(current);
        expect(await sessions.loadJob(ref)).toBe('theirs');
      }

      beforeEach(async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'theirs' });
        await sessions.save(theirs, { expectedVersion: 1 });
      });

      test('changes nothing and says so', () => conflict(1));
      test('changes nothing for one who takes the session to be new', () => conflict(0));
      test('changes nothing for one who expects a version that never was', () => conflict(7));
    });

    test('does not invent a session for one who expects a version of it', async () => {
      expect(await sessions.save(session(PROGRESS.decided), { expectedVersion: 3 })).toEqual({
        kind: 'conflict',
      });
      expect(await sessions.load(ref)).toEqual({ version: 0 });
    });

    test('lets one of many writers win', async () => {
      const writers = OPEN.map((progress) => sessions.save(session(progress), NEW));
      const kinds = (await Promise.all(writers)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'saved')).toHaveLength(1);
      expect(await sessions.load(ref)).toMatchObject({ version: 1 });
    });

    test('refuses to begin when the signal has fired', async () => {
      const signal = AbortSignal.abort();
      await expect(sessions.save(session(PROGRESS.waiting), NEW, signal)).rejects.toThrow();
      await expect(sessions.load(ref, signal)).rejects.toThrow();
      expect(await sessions.load(ref)).toEqual({ version: 0 });
    });

    describe('the job', () => {
      test('is kept through writes that do not name it, for as long as it may have to be queued again', async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'the job' });
        await sessions.save(session(PROGRESS.processing), { expectedVersion: 1 });
        await sessions.save(session(PROGRESS.waiting), { expectedVersion: 2 });
        expect(await sessions.loadJob(ref)).toBe('the job');
      });

      test.each([PROGRESS.delegated, PROGRESS.decided, PROGRESS.sending, ...ENDED])(
        'is gone once the session is $state',
        async (progress) => {
          await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'the job' });
          await sessions.save(session(progress), { expectedVersion: 1, job: 'the job' });
          expect(await sessions.loadJob(ref)).toBeUndefined();
        },
      );

      test('gives way to that of the next cycle', async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'first' });
        await sessions.save(session(PROGRESS.waiting, { cycle: { number: 2 } }), {
          expectedVersion: 1,
          job: 'second',
        });
        expect(await sessions.loadJob(ref)).toBe('second');
      });

      test('comes back whole when it is as large as a job may be', async () => {
        const job = 'x'.repeat(256 * 1024);
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job });
        expect(await sessions.loadJob(ref)).toBe(job);
      });
    });

    describe('past its expiry', () => {
      const ended = session(PROGRESS.continued);

      beforeEach(async () => {
        await sessions.save(ended, NEW);
        await fixture.clock.advance(fixture.retentionMs - 1000);
      });

      test('a session is there to the end', async () => {
        expect(await sessions.load(ref)).toEqual({ version: 1, session: ended });
      });

      test('a session is as good as gone, but its version counts on', async () => {
        await fixture.clock.advance(2000);
        expect(await sessions.load(ref)).toEqual({ version: 1 });
        const conflict = await sessions.save(session(PROGRESS.waiting), NEW);
        expect(conflict).toEqual({
          kind: 'conflict',
          ...(fixture.tellsCurrent && { current: { version: 1 } }),
        });
        const renewed = session(PROGRESS.waiting, { cycle: { receivedAtMs: T0 + 1 } });
        expect(await sessions.save(renewed, { expectedVersion: 1 })).toEqual({ kind: 'saved', version: 2 });
        expect(await sessions.load(ref)).toEqual({ version: 2, session: renewed });
      });

      test('an open wait is still there', async () => {
        await sessions.save(session(PROGRESS.delegated), { expectedVersion: 1 });
        await fixture.clock.advance(fixture.retentionMs);
        expect(await sessions.load(ref)).toMatchObject({ version: 2, session: { ref } });
      });
    });
  });
}
