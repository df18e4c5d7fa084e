// A step on a stored session: it is applied to the current version, also while others write.
import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../../functions/core/wait/decision.ts';
import { register } from '../../../../functions/core/wait/registration.ts';
import type { Session, Step } from '../../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../../functions/core/wait/session-store.ts';
import { ContentionError, transition } from '../../../../functions/core/wait/transition.ts';
import { arrival, DEADLINE_MS, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';
import { memorySessions } from '../../../contracts/session-store.fake.ts';
import { type SessionsTable, sessionsTable } from '../../../contracts/sessions-table.fake.ts';
import { virtualClock } from '../../../contracts/virtual-clock.ts';

const ref = 'conversation-1';
const NEW = { expectedVersion: 0 };
const clock = virtualClock();

const open = (stored: Session | undefined): Step<string> => {
  const { outcome, next } = register(stored, arrival());
  return { outcome: outcome.kind, ...(next && { next }) };
};

/** A store that records its calls, and writes one of `rivals` before each save. */
function watched(table: SessionsTable, tellsCurrent: boolean) {
  const store = memorySessions({ table, clock, retentionMs: 1e9, tellsCurrent });
  const calls: string[] = [];
  const rivals: Session[] = [];
  const sessions: SessionStore = {
    ...store,
    load: (one, signal) => {
      calls.push('load');
      return store.load(one, signal);
    },
    async save(next, options, signal) {
      const rival = rivals.shift();
      if (rival) {
        const { version } = await store.load(ref);
        await store.save(rival, { expectedVersion: version });
      }
      calls.push('save');
      return store.save(next, options, signal);
    },
  };
  return { store, sessions, calls, rivals };
}

describe.each([
  ['a conflict returns the stored session', true],
  ['a conflict returns nothing', false],
])('when %s', (_case, tellsCurrent) => {
  let world: ReturnType<typeof watched>;

  beforeEach(() => {
    world = watched(sessionsTable(), tellsCurrent);
  });

  test('a step is applied to the loaded session', async () => {
    const made = await transition(world.sessions, ref, open, { job: 'the job' });
    expect(made).toMatchObject({
      outcome: 'opened',
      stored: { version: 1, session: session(PROGRESS.waiting) },
    });
    expect(await world.store.load(ref)).toEqual(made.stored);
    expect(await world.store.loadJob(ref)).toBe('the job');
    expect(world.calls).toEqual(['load', 'save']);
  });

  test('a step that changes nothing writes nothing', async () => {
    await world.store.save(session(PROGRESS.decided), NEW);
    const made = await transition(world.sessions, ref, open);
    expect(made).toMatchObject({
      outcome: 'known',
      stored: { version: 1, session: session(PROGRESS.decided) },
    });
    expect(world.calls).toEqual(['load']);
  });

  test('a version that the caller knows saves the read', async () => {
    await transition(world.sessions, ref, open, { known: { version: 0 } });
    expect(world.calls).toEqual(['save']);
  });

  test('the list is told where it shows the cycle, and of a new cycle nothing', async () => {
    await world.store.save(session(PROGRESS.waiting), NEW);
    const step = (next: Session) => transition(world.sessions, ref, () => ({ outcome: 'x', next }));
    const { stored } = await step(session(PROGRESS.delegated));
    expect(stored).toMatchObject({ version: 2, listedAtMs: T0 + 60_000 });
    const next = session(PROGRESS.delegated, { cycle: { number: 2 } });
    expect((await step(next)).stored).toMatchObject({ version: 3, listedAtMs: T0 + DEADLINE_MS });
  });

  test('a wrong known version costs only one more round', async () => {
    const stands = session(PROGRESS.delegated);
    await world.store.save(stands, NEW);
    const made = await transition(world.sessions, ref, open, { known: { version: 0 } });
    expect(made).toMatchObject({ outcome: 'known', stored: { version: 1, session: stands } });
    expect(world.calls).toEqual(tellsCurrent ? ['save'] : ['save', 'load']);
  });

  // The worker loads a session in processing, to write its decision.
  // The sweeper writes a decision first.
  // The worker's step is applied again, to the new session. It is late.
  test('a step is applied again after another write', async () => {
    await world.store.save(session(PROGRESS.processing), NEW);
    world.rivals.push(session({ ...PROGRESS.decided, decision: { ...DECISION, by: 'sweeper-1' } }));
    const verdict = { cycle: 1, decision: DECISION, nowMs: T0, dueAtMs: T0 };
    const made = await transition(world.sessions, ref, (stored) => decide(stored, verdict));
    expect(made.outcome).toBe('late');
    expect(made.stored).toEqual(await world.store.load(ref));
    expect(made.stored).toMatchObject({
      session: { cycle: { progress: { decision: { by: 'sweeper-1' } } } },
    });
  });

  test('an expired session is overwritten', async () => {
    const passing = virtualClock();
    const table = sessionsTable();
    const short = memorySessions({ table, clock: passing, retentionMs: 1000, tellsCurrent });
    await short.save(session(PROGRESS.continued), NEW);
    await passing.advance(2000);
    const made = await transition(short, ref, open, { known: { version: 0 } });
    expect(made).toMatchObject({ outcome: 'opened', stored: { version: 2 } });
  });

  test('too many conflicts end with an error that can be retried', async () => {
    await world.store.save(session(PROGRESS.processing), NEW);
    for (let rival = 0; rival < 50; rival += 1) world.rivals.push(session(PROGRESS.processing));
    const step = (): Step<string> => ({ outcome: 'x', next: session(PROGRESS.decided) });
    const trying = transition(world.sessions, ref, step);
    await expect(trying).rejects.toThrow(ContentionError);
    await expect(trying).rejects.toMatchObject({ retryable: true, code: 'contention' });
    expect(await world.store.load(ref)).toMatchObject({
      session: { cycle: { progress: PROGRESS.processing } },
    });
  });
});

test('a transition does not start after the signal', async () => {
  const { sessions } = watched(sessionsTable(), true);
  const signal = AbortSignal.abort(new Error('no time left'));
  await expect(transition(sessions, ref, open, { signal })).rejects.toThrow('no time left');
  await expect(transition(sessions, ref, open, { signal, known: { version: 0 } })).rejects.toThrow('no time');
});
