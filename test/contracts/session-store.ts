// The contract of every session store.
import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionStore } from '../../functions/core/wait/session-store.ts';
import { ENDED, OPEN, PROGRESS, session, T0 } from '../builders.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SessionStoreFixture {
  readonly sessions: SessionStore;
  /** Shows T0. */
  readonly clock: VirtualClock;
  /** How long a session stays after its end. */
  readonly retentionMs: number;
  /** Whether a conflict returns the stored session. */
  readonly tellsCurrent: boolean;
}

const NEW = { expectedVersion: 0 };
const ref = 'conversation-1';

export function sessionStoreContract(name: string, open: () => Promise<SessionStoreFixture>): void {
  describe(name, () => {
    let fixture: SessionStoreFixture;
    let sessions: SessionStore;

    /** Without the time at which it is listed. */
    async function load(of: string) {
      const { listedAtMs: _, ...stored } = await sessions.load(of);
      return stored;
    }

    beforeEach(async () => {
      fixture = await open();
      sessions = fixture.sessions;
    });

    test('loads nothing for an unknown session', async () => {
      expect(await load(ref)).toEqual({ version: 0 });
      expect(await sessions.loadJob(ref)).toBeUndefined();
    });

    test.each([...OPEN, ...ENDED])('loads a session as it was saved: $state', async (progress) => {
      const saved = session(progress);
      expect(await sessions.save(saved, NEW)).toMatchObject({ kind: 'saved', version: 1 });
      expect(await load(ref)).toEqual({ version: 1, session: saved });
    });

    test('loads a session that only has an opt-out', async () => {
      const { v, newest, sessionId } = session(PROGRESS.closed);
      const saved = { v, ref, newest, sessionId, past: [] };
      await sessions.save(saved, NEW);
      expect(await load(ref)).toEqual({ version: 1, session: saved });
    });

    test.each(['plain-id', 'ñandú 🌵 ids', '..', 'a#b/c?d'])('accepts the id %s', async (id) => {
      const saved = session(PROGRESS.waiting, { ref: id, sessionId: id, cycle: { deliveryId: id } });
      await sessions.save(saved, { ...NEW, job: id });
      expect(await load(id)).toEqual({ version: 1, session: saved });
      expect(await sessions.loadJob(id)).toBe(id);
    });

    test('counts versions, separately for each session', async () => {
      await sessions.save(session(PROGRESS.waiting), NEW);
      await sessions.save(session(PROGRESS.delegated), { expectedVersion: 1 });
      const other = session(PROGRESS.waiting, { ref: 'conversation-2' });
      expect(await sessions.save(other, NEW)).toMatchObject({ kind: 'saved', version: 1 });
      expect(await load(ref)).toMatchObject({ version: 2 });
    });

    describe('after the write of another', () => {
      const theirs = session(PROGRESS.processing);
      const ours = session(PROGRESS.decided);

      async function conflict(expectedVersion: number) {
        const saved = await sessions.save(ours, { expectedVersion, job: 'ours' });
        const current = await sessions.load(ref);
        expect(saved).toEqual({ kind: 'conflict', ...(fixture.tellsCurrent && { current }) });
        expect(current).toMatchObject({ version: 2, session: theirs });
        expect(await sessions.loadJob(ref)).toBe('theirs');
      }

      beforeEach(async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'theirs' });
        await sessions.save(theirs, { expectedVersion: 1 });
      });

      test('refuses the version before it', () => conflict(1));
      test('refuses a save as a new session', () => conflict(0));
      test('refuses a version that never existed', () => conflict(7));
    });

    test('creates no session for a save with an expected version', async () => {
      expect(await sessions.save(session(PROGRESS.decided), { expectedVersion: 3 })).toEqual({
        kind: 'conflict',
      });
      expect(await load(ref)).toEqual({ version: 0 });
    });

    test('saves for one of several concurrent writers', async () => {
      const writers = OPEN.map((progress) => sessions.save(session(progress), NEW));
      const kinds = (await Promise.all(writers)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'saved')).toHaveLength(1);
      expect(await load(ref)).toMatchObject({ version: 1 });
    });

    test('does not start after the signal', async () => {
      const signal = AbortSignal.abort();
      await expect(sessions.save(session(PROGRESS.waiting), NEW, signal)).rejects.toThrow();
      await expect(sessions.load(ref, signal)).rejects.toThrow();
      expect(await load(ref)).toEqual({ version: 0 });
    });

    describe('the time at which it is listed', () => {
      test('is that of what is due next, and stored', async () => {
        const saved = await sessions.save(session(PROGRESS.waiting), NEW);
        expect(saved).toMatchObject({ listedAtMs: T0 + 60_000 });
        expect(await sessions.load(ref)).toMatchObject({ listedAtMs: T0 + 60_000 });
      });

      test('stays while it is early enough', async () => {
        await sessions.save(session(PROGRESS.waiting), NEW);
        const known = { expectedVersion: 1, listedAtMs: T0 + 60_000 };
        const saved = await sessions.save(session(PROGRESS.delegated), known);
        expect(saved).toMatchObject({ kind: 'saved', listedAtMs: T0 + 60_000 });
        expect(await sessions.load(ref)).toMatchObject({ version: 2, listedAtMs: T0 + 60_000 });
      });

      test('is none at the end', async () => {
        await sessions.save(session(PROGRESS.waiting), NEW);
        const known = { expectedVersion: 1, listedAtMs: T0 + 60_000 };
        expect(await sessions.save(session(PROGRESS.continued), known)).toEqual({
          kind: 'saved',
          version: 2,
        });
        expect((await sessions.load(ref)).listedAtMs).toBeUndefined();
      });
    });

    describe('the job', () => {
      test('stays through writes without it, while a requeue may need it', async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'the job' });
        await sessions.save(session(PROGRESS.processing), { expectedVersion: 1 });
        await sessions.save(session(PROGRESS.waiting), { expectedVersion: 2 });
        expect(await sessions.loadJob(ref)).toBe('the job');
      });

      test.each([PROGRESS.delegated, PROGRESS.decided, PROGRESS.sending, ...ENDED])(
        'is removed when the session is $state',
        async (progress) => {
          await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'the job' });
          await sessions.save(session(progress), { expectedVersion: 1, job: 'the job' });
          expect(await sessions.loadJob(ref)).toBeUndefined();
        },
      );

      test('is replaced by the job of the next cycle', async () => {
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job: 'first' });
        await sessions.save(session(PROGRESS.waiting, { cycle: { number: 2 } }), {
          expectedVersion: 1,
          job: 'second',
        });
        expect(await sessions.loadJob(ref)).toBe('second');
      });

      test('is complete at the largest size', async () => {
        const job = 'x'.repeat(256 * 1024);
        await sessions.save(session(PROGRESS.waiting), { ...NEW, job });
        expect(await sessions.loadJob(ref)).toBe(job);
      });
    });

    describe('at its expiry', () => {
      const ended = session(PROGRESS.continued);

      beforeEach(async () => {
        await sessions.save(ended, NEW);
        await fixture.clock.advance(fixture.retentionMs - 1000);
      });

      test('a session exists until it expires', async () => {
        expect(await load(ref)).toEqual({ version: 1, session: ended });
      });

      test('an expired session is absent, but keeps its version', async () => {
        await fixture.clock.advance(2000);
        expect(await load(ref)).toEqual({ version: 1 });
        const conflict = await sessions.save(session(PROGRESS.waiting), NEW);
        expect(conflict).toEqual({
          kind: 'conflict',
          ...(fixture.tellsCurrent && { current: { version: 1 } }),
        });
        const renewed = session(PROGRESS.waiting, { cycle: { receivedAtMs: T0 + 1 } });
        expect(await sessions.save(renewed, { expectedVersion: 1 })).toMatchObject({
          kind: 'saved',
          version: 2,
        });
        expect(await load(ref)).toEqual({ version: 2, session: renewed });
      });

      test('an open wait still exists', async () => {
        await sessions.save(session(PROGRESS.delegated), { expectedVersion: 1 });
        await fixture.clock.advance(fixture.retentionMs);
        expect(await load(ref)).toMatchObject({ version: 2, session: { ref } });
      });
    });
  });
}
