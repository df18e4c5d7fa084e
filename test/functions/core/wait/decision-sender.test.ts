// The sender of decisions: lease, call and answer, with the number of tries that the caller allows. On virtual time.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Breaker } from '../../../../functions/core/breaker/breaker.ts';
import { type DecideOutcome, decide, decision } from '../../../../functions/core/wait/decision.ts';
import { decisionSender, type SendRequest } from '../../../../functions/core/wait/decision-sender.ts';
import { register } from '../../../../functions/core/wait/registration.ts';
import type { Progress, Session } from '../../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../../functions/core/wait/session-store.ts';
import { transition } from '../../../../functions/core/wait/transition.ts';
import { arrival, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';
import { neverOpen } from '../../../contracts/breaker.fake.ts';
import { SETTLE_MS } from '../../../contracts/outbound.fake.ts';
import { makeWorld } from '../../../world.ts';

const ref = 'conversation-1';
const settings = { windowMs: 20 * 3600_000 };

function senderWorld() {
  const base = makeWorld();
  const { clock, sessions, outbounds } = base;
  return {
    ...base,
    send(request: Partial<SendRequest> = {}, store: SessionStore = sessions) {
      const full = { ref, cycle: 1, owner: 'worker-2', tries: 3, untilMs: T0 + 100_000, ...request };
      return clock.finish(decisionSender({ ...base, sessions: store }, settings).send(full));
    },
    callTimes: () => outbounds.calls.map(({ atMs }) => atMs - T0),
  };
}

let world: ReturnType<typeof senderWorld>;

beforeEach(() => {
  world = senderWorld();
});

test('a decision that Treble accepts continues the wait', async () => {
  await world.store(PROGRESS.decided);
  expect(await world.send()).toBe('continued');
  expect(world.outbounds.calls).toMatchObject([{ sessionId: 'session-1', keys: DECISION.keys, atMs: T0 }]);
  expect(await world.progress()).toMatchObject({
    state: 'continued',
    update: { attempts: 1, firstSendAtMs: T0 },
  });
  expect(world.log.lines).toMatchObject([
    {
      ...{ event: 'outcome', outcome: 'done', deliveryId: 'delivery-1', cycle: 1 },
      ...{ destination: 'treble', attempt: 1, status: 200 },
    },
  ]);
});

test('before the call the table has the lease and the time of the first call', async () => {
  await world.store(PROGRESS.decided);
  let seen: Progress | undefined;
  world.outbounds.answer(async () => {
    seen = await world.progress();
    return { kind: 'answer', status: 200, tookMs: 0 };
  });
  await world.send();
  expect(seen).toMatchObject({
    state: 'sending',
    lease: { owner: 'worker-2' },
    update: { firstSendAtMs: T0 },
  });
});

// Treble answers 503, then not at all, then 200. The pause before each call is longer than the one before.
test('quick tries have the same variables and growing pauses', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(503, 'no_answer', 200);
  expect(await world.send()).toBe('continued');
  expect(world.callTimes()).toEqual([0, 750, 750 + 8000 + 1500]);
  expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([
    DECISION.keys,
    DECISION.keys,
    DECISION.keys,
  ]);
});

test('after the last try the decision is due for the sweeper', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(503, 503, 503);
  expect(await world.send()).toBe('left');
  expect(world.outbounds.calls).toHaveLength(3);
  expect(await world.progress()).toMatchObject({
    state: 'decided',
    update: { attempts: 3, dueAtMs: expect.any(Number) },
  });
});

test('with one try there is one call', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(503);
  expect(await world.send({ tries: 1 })).toBe('left');
  expect(world.callTimes()).toEqual([0]);
});

test('the sender does not wait for a long Retry-After', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(() => ({ kind: 'answer', status: 429, retryAfterMs: 60_000, tookMs: 0 }));
  expect(await world.send()).toBe('left');
  expect(world.callTimes()).toEqual([0]);
  expect(await world.progress()).toMatchObject({ state: 'decided', update: { dueAtMs: T0 + 61_000 } });
});

describe('before the first call', () => {
  const dueAfter = (ms: number): Progress => ({
    ...PROGRESS.decided,
    update: { attempts: 0, dueAtMs: T0 + ms },
  });

  test('the sender waits until the call is due', async () => {
    await world.store(dueAfter(30_000));
    expect(await world.send()).toBe('continued');
    expect(world.callTimes()).toEqual([30_000]);
  });

  test('a call that is due after the time limit is left to the sweeper', async () => {
    await world.store(dueAfter(30_000));
    expect(await world.send({ untilMs: T0 + 29_999 })).toBe('left');
    expect(world.outbounds.calls).toEqual([]);
  });

  // The sender waits until the first call is due.
  // Meanwhile the customer opts out or sends another message.
  // There is no call.
  test.each(['closes', 'opens'] as const)(
    'a delivery during the pause prevents the call: %s',
    async (effect) => {
      await world.store(dueAfter(30_000));
      world.clock.at(T0 + 10_000, () => {
        const other = arrival({ deliveryId: 'd-2', identity: 'text', receivedAtMs: T0 + 9_000, effect });
        void transition(world.sessions, ref, (stored) => register(stored, other));
      });
      expect(await world.send()).toBe(effect === 'closes' ? 'ended' : 'superseded');
      expect(world.outbounds.calls).toEqual([]);
    },
  );
});

test('no call starts after the time limit', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer('no_answer');
  expect(await world.send({ untilMs: T0 + 8_500 })).toBe('left');
  expect(world.callTimes()).toEqual([0]);
  await world.clock.advance(60_000);
  expect(await world.send({ untilMs: T0 })).toBe('left');
  expect(world.callTimes()).toEqual([0]);
});

test.each([
  [PROGRESS.waiting, 'left'],
  [PROGRESS.processing, 'left'],
  [PROGRESS.delegated, 'left'],
  [PROGRESS.sending, 'left'],
  [PROGRESS.continued, 'ended'],
  [PROGRESS.closed, 'ended'],
] as const)('there is no call in $state', async (progress, outcome) => {
  await world.store(progress);
  expect(await world.send()).toBe(outcome);
  expect(world.outbounds.calls).toEqual([]);
  expect(await world.progress()).toEqual(progress);
});

test('there is no call for a superseded cycle', async () => {
  await world.store(PROGRESS.decided, { number: 2 });
  expect(await world.send()).toBe('superseded');
  expect(world.outbounds.calls).toEqual([]);
});

test('a call whose sender stopped is repeated after its lease', async () => {
  await world.store(PROGRESS.sending);
  await world.clock.advance(PROGRESS.sending.lease.untilMs - T0);
  expect(await world.send()).toBe('continued');
  expect(await world.progress()).toMatchObject({ state: 'continued', update: { attempts: 2 } });
});

describe('when the store is slow', () => {
  /** Each save takes `ms` before it is written. */
  function slow(ms: number): SessionStore {
    return {
      ...world.sessions,
      async save(next, options) {
        await world.clock.sleep(ms);
        return world.sessions.save(next, options);
      },
    };
  }

  // A sender writes the lease on an old version.
  // The store needs 7 s to answer with a conflict, and 7 s more to write the lease.
  // The lease counts from the second write, so there is time for a call.
  test('the lease counts from its last write', async () => {
    await world.store(PROGRESS.decided);
    expect(await world.send({ known: { version: 0, session: session(PROGRESS.decided) } }, slow(7_000))).toBe(
      'continued',
    );
    expect(world.callTimes()).toEqual([14_000]);
  });

  // A sender takes the lease, but the store confirms it shortly before its end.
  // A call now can last until another sender may start.
  // So there is no call, and the sweeper sends the decision later.
  test('no call starts shortly before the end of a lease', async () => {
    await world.store(PROGRESS.decided);
    expect(await world.send({}, slow(13_000))).toBe('left');
    expect(world.outbounds.calls).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'sending' });
    await world.clock.advance(20_000);
    expect(await world.send({ owner: 'sweeper-1' })).toBe('continued');
  });
});

// The customer sends another message during the call, so the answer of Treble no longer matters.
test('a cycle that is superseded during the call stays superseded for any answer', async () => {
  await world.store(PROGRESS.decided);
  const other = arrival({ deliveryId: 'd-2', identity: 'text', receivedAtMs: T0 + 1 });
  world.outbounds.answer(async () => {
    await transition(world.sessions, ref, (stored) => register(stored, other));
    return { kind: 'answer', status: 503, tookMs: 0 };
  });
  expect(await world.send()).toBe('superseded');
  expect(world.outbounds.calls).toHaveLength(1);
  expect(await world.progress()).toEqual({ state: 'waiting' });
});

describe('a decision that cannot be sent', () => {
  test('is in the error log with the contact digests of its session', async () => {
    await world.store(PROGRESS.decided);
    await transition(world.sessions, ref, (stored) => ({
      outcome: 'named',
      ...(stored && { next: { ...stored, contacts: ['digest-1'] } }),
    }));
    await world.clock.advance(SETTLE_MS);
    world.outbounds.answer(404);
    expect(await world.send()).toBe('refused');
    expect(world.errorLog.entries.get('delivery-1#update')?.contacts).toEqual(['digest-1']);
  });

  test('is refused after the settling time, and is in the error log', async () => {
    await world.store(PROGRESS.decided);
    await world.clock.advance(SETTLE_MS);
    world.outbounds.answer(404);
    expect(await world.send()).toBe('refused');
    expect(await world.progress()).toMatchObject({ state: 'refused', ending: { reason: 'treble_404' } });
    expect(world.errorLog.entries.get('delivery-1#update')).toEqual({
      id: 'delivery-1#update',
      deliveryId: 'delivery-1',
      reason: 'treble_404',
      parkedAtMs: T0 + SETTLE_MS,
      attempts: 1,
      source: 'treble',
      platform: 'treble',
      conversation: ref,
      waits: false,
    });
    expect(world.log.of('outcome')).toMatchObject([{ outcome: 'parked', reason: 'treble_404' }]);
  });

  test('is refused without a call after the window, and is in the error log', async () => {
    await world.store(PROGRESS.decided);
    await world.clock.advance(settings.windowMs + 1);
    expect(await world.send({ untilMs: T0 + 1e9 })).toBe('refused');
    expect(world.outbounds.calls).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'refused', ending: { reason: 'window_closed' } });
    expect([...world.errorLog.entries.values()]).toMatchObject([{ reason: 'window_closed', attempts: 0 }]);
  });
});

test('a wrong configuration is logged as an error and parked once a day, and the decision stays', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(401, 401);
  expect(await world.send({ tries: 1 })).toBe('left');
  expect(world.log.lines).toMatchObject([
    { level: 'error', status: 401, configuration: true },
    { event: 'parked', reason: 'treble_401', source: 'treble' },
  ]);
  await world.clock.advance(60_000);
  expect(await world.send({ tries: 1 })).toBe('left');
  const parked = [...world.errorLog.entries.values()];
  expect(parked.map(({ reason, source }) => [reason, source])).toEqual([['treble_401', 'treble']]);
  expect(world.counters.counts.has('treble: parked')).toBe(false);
  expect(await world.progress()).toMatchObject({ state: 'decided' });
});

test.each([401, 403])('after a %i the log line names the command that sets the key', async (status) => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(status);
  await world.send({ tries: 1 });
  const advice = 'acuse source edit treble --api-key';
  expect(world.log.lines[0]).toMatchObject({ event: 'attempt', status, advice });
});

test('a redirect is a matter of the address: no line speaks of a key', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(302);
  await world.send({ tries: 1 });
  expect(JSON.stringify(world.log.lines)).not.toContain('api-key');
});

test('neither the session id nor the variables are in the log', async () => {
  await world.store(PROGRESS.decided);
  await world.clock.advance(SETTLE_MS);
  world.outbounds.answer(503, 404);
  await world.send();
  expect(world.log.lines.length).toBeGreaterThan(2);
  expect(JSON.stringify(world.log.lines)).not.toMatch(/session-1|verdict|sharp/);
});

describe('a decision that is made and sent', () => {
  const made = decision('worker-2', 'done', { keys: [{ key: 'verdict', value: 'sharp' }] });

  function decideAndSend(breaker: Breaker = neverOpen, dueAtMs = T0) {
    let saves = 0;
    const counted: SessionStore = {
      ...world.sessions,
      save(next, options) {
        saves += 1;
        return world.sessions.save(next, options);
      },
    };
    const request = { cycle: 1, decision: made, nowMs: T0, dueAtMs };
    const asked = {
      ...{ ref, cycle: 1, owner: 'worker-2', tries: 3, untilMs: T0 + 100_000 },
      step: (stored: Session | undefined) => decide(stored, request),
      isDecided: (outcome: DecideOutcome) => outcome === 'decided',
    };
    const ports = { ...world, sessions: counted, breaker };
    const sent = world.clock.finish(decisionSender(ports, settings).decideAndSend(asked));
    return sent.then(({ outcome, sent: how }) => ({ outcome, sent: how, saves }));
  }

  test('is two writes: the decision with its lease, and the answer', async () => {
    await world.store(PROGRESS.processing);
    expect(await decideAndSend()).toEqual({ outcome: 'decided', sent: 'continued', saves: 2 });
    expect(await world.progress()).toMatchObject({ state: 'continued', update: { attempts: 1 } });
  });

  test('is repeated with the tries that are left', async () => {
    await world.store(PROGRESS.processing);
    world.outbounds.answer(503, 503, 503, 200);
    expect(await decideAndSend()).toMatchObject({ outcome: 'decided', sent: 'left' });
    expect(world.outbounds.calls).toHaveLength(3);
  });

  test('waits until its first call is due', async () => {
    await world.store(PROGRESS.processing);
    expect(await decideAndSend(neverOpen, T0 + 30_000)).toMatchObject({ sent: 'continued' });
    expect(world.callTimes()).toEqual([30_000]);
  });

  test('stays due where its platform is paused', async () => {
    await world.store(PROGRESS.processing);
    const paused: Breaker = { ...neverOpen, acquire: async () => ({ kind: 'paused', untilMs: T0 + 15_000 }) };
    expect(await decideAndSend(paused)).toMatchObject({ outcome: 'decided', sent: 'left' });
    expect(world.outbounds.calls).toEqual([]);
    expect(await world.progress()).toMatchObject({
      state: 'decided',
      decision: made,
      update: { attempts: 0 },
    });
    expect(world.counters.counts.get('treble → deferred')).toBe(1);
  });

  test('takes no permit where another one came first', async () => {
    await world.store(PROGRESS.decided);
    const unexpected: Breaker = { ...neverOpen, acquire: () => Promise.reject(new Error('Not expected.')) };
    expect(await decideAndSend(unexpected)).toEqual({ outcome: 'late', sent: undefined, saves: 0 });
  });

  // While the sender waits for its permit, an operator decides.
  test('is not sent, and its permit is given back, where another one came meanwhile', async () => {
    await world.store(PROGRESS.processing);
    const reported: string[] = [];
    const slow: Breaker = {
      ...neverOpen,
      async acquire(destination, call) {
        await world.store(PROGRESS.decided);
        return neverOpen.acquire(destination, call);
      },
      async report(_, health) {
        reported.push(health);
        return false;
      },
    };
    expect(await decideAndSend(slow)).toMatchObject({ outcome: 'late', sent: undefined });
    expect(reported).toEqual(['unknown']);
    expect(world.outbounds.calls).toEqual([]);
  });

  test('is durable when its sending breaks down', async () => {
    await world.store(PROGRESS.processing);
    world.outbounds.answer(() => {
      throw new Error('A bug.');
    });
    expect(await decideAndSend()).toMatchObject({ outcome: 'decided', sent: 'left' });
    expect(await world.progress()).toMatchObject({ state: 'sending', decision: made });
  });
});
