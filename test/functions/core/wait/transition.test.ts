// A step on a stored session: taken on what stands there when it is written, whoever else writes.
import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../../functions/core/wait/decision.ts';
import { register } from '../../../../functions/core/wait/registration.ts';
import type { Session, Step } from '../../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../../functions/core/wait/session-store.ts';
import { ContentionError, transition } from '../../../../functions/core/wait/transition.ts';
import { arrival, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';
import { memorySessions } from '../../../contracts/session-store.fake.ts';
import { type SessionsTable, sessionsTable } from '../../../contracts/sessions-table.fake.ts';
import { virtualClock } from '../../../contracts/virtual-clock.ts';

const ref = 'conversation-1';
const NEW = { expectedVersion: 0 };
const clock = virtualClock();

const open = (given: Session | undefined): Step<string> => {
  const { outcome, next } = register(given, arrival());
  return { outcome: outcome.kind, ...(next && { next }) };
};

/** A store that remembers what was asked of it, and lets others write just before a save. */
function watched(table: SessionsTable, tellsCurrent: boolean) {
  const store = memorySessions({ table, clock, retentionMs: 1e9, tellsCurrent });
  const asked: string[] = [];
  const rivals: Session[] = [];
  const sessions: SessionStore = {
    ...store,
    load: (one, signal) => {
      asked.push('load');
      return store.load(one, signal);
    },
    async save(next, options, signal) {
      const rival = rivals.shift();
      if (rival) {
        const { version } = await store.load(ref);
        await store.save(rival, { expectedVersion: version });
      }
      asked.push('save');
      return store.save(next, options, signal);
    },
  };
  return { store, sessions, asked, rivals };
}

describe.each([
  ['conflicts tell what stands there', true],
  ['conflicts tell nothing', false],
])('where %s', (_case, tellsCurrent) => {
  let world: ReturnType<typeof watched>;

  beforeEach(() => {
    world = watched(sessionsTable(), tellsCurrent);
  });

  test('a step is written on what was read', async () => {
    const made = await transition(world.sessions, ref, open, { job: 'the job' });
    expect(made).toEqual({ outcome: 'opened', stored: { version: 1, session: session(PROGRESS.waiting) } });
    expect(await world.store.load(ref)).toEqual(made.stored);
    expect(await world.store.loadJob(ref)).toBe('the job');
    expect(world.asked).toEqual(['load', 'save']);
  });

  test('a step that changes nothing writes nothing', async () => {
    await world.store.save(session(PROGRESS.decided), NEW);
    const made = await transition(world.sessions, ref, open);
    expect(made).toEqual({ outcome: 'known', stored: { version: 1, session: session(PROGRESS.decided) } });
    expect(world.asked).toEqual(['load']);
  });

  test('what the caller knows saves the read', async () => {
    await transition(world.sessions, ref, open, { known: { version: 0 } });
    expect(world.asked).toEqual(['save']);
  });

  test('wrong knowledge costs a round, nothing else', async () => {
    const stands = session(PROGRESS.delegated);
    await world.store.save(stands, NEW);
    const made = await transition(world.sessions, ref, open, { known: { version: 0 } });
    expect(made).toEqual({ outcome: 'known', stored: { version: 1, session: stands } });
    expect(world.asked).toEqual(tellsCurrent ? ['save'] : ['save', 'load']);
  });

  // The worker reads a session that is processing and is about to write its decision.
  // The sweeper's decision is written in between.
  // The worker's step is asked again, on what stands there now.
  // It is late.
  test('a rival who was quicker is seen', async () => {
    await world.store.save(session(PROGRESS.processing), NEW);
    world.rivals.push(session({ ...PROGRESS.decided, decision: { ...DECISION, by: 'sweeper-1' } }));
    const verdict = { cycle: 1, decision: DECISION, nowMs: T0, dueAtMs: T0 };
    const made = await transition(world.sessions, ref, (given) => decide(given, verdict));
    expect(made.outcome).toBe('late');
    expect(made.stored).toEqual(await world.store.load(ref));
    expect(made.stored).toMatchObject({
      session: { cycle: { progress: { decision: { by: 'sweeper-1' } } } },
    });
  });

  test('a session past its expiry is written over', async () => {
    const passing = virtualClock();
    const table = sessionsTable();
    const short = memorySessions({ table, clock: passing, retentionMs: 1000, tellsCurrent });
    await short.save(session(PROGRESS.continued), NEW);
    await passing.advance(2000);
    const made = await transition(short, ref, open, { known: { version: 0 } });
    expect(made).toMatchObject({ outcome: 'opened', stored: { version: 2 } });
  });

  test('many rivals in a row are too many, and that can be tried again later', async () => {
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

test('a signal that has fired is heard', async () => {
  const { sessions } = watched(sessionsTable(), true);
  const signal = AbortSignal.abort(new Error('no time left'));
  await expect(transition(sessions, ref, open, { signal })).rejects.toThrow('no time left');
  await expect(transition(sessions, ref, open, { signal, known: { version: 0 } })).rejects.toThrow('no time');
});
