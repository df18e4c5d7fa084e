// A decision on its way to Treble: lease, call, answer, as often as the caller may. On virtual time.
import { beforeEach, describe, expect, test } from 'vitest';
import { decisionSender, type SendRequest } from '../../../../functions/core/wait/decision-sender.ts';
import { register } from '../../../../functions/core/wait/registration.ts';
import type { Progress } from '../../../../functions/core/wait/session.ts';
import type { SessionStore } from '../../../../functions/core/wait/session-store.ts';
import { transition } from '../../../../functions/core/wait/transition.ts';
import { arrival, DECISION, PROGRESS, session, T0 } from '../../../builders.ts';
import { SETTLE_MS } from '../../../contracts/outbound.fake.ts';
import { makeWorld } from '../../../world.ts';

const ref = 'conversation-1';
const settings = { windowMs: 20 * 3600_000 };

function senderWorld() {
  const base = makeWorld();
  const { clock, sessions, outbound } = base;
  return {
    ...base,
    send(request: Partial<SendRequest> = {}, store: SessionStore = sessions) {
      const full = { ref, cycle: 1, owner: 'worker-2', tries: 3, untilMs: T0 + 100_000, ...request };
      return clock.finish(decisionSender({ ...base, sessions: store }, settings).send(full));
    },
    callTimes: () => outbound.calls.map(({ atMs }) => atMs - T0),
  };
}

let world: ReturnType<typeof senderWorld>;

beforeEach(() => {
  world = senderWorld();
});

test('a decision that Treble takes continues the wait', async () => {
  await world.store(PROGRESS.decided);
  expect(await world.send()).toBe('continued');
  expect(world.outbound.calls).toEqual([{ sessionId: 'session-1', keys: DECISION.keys, atMs: T0 }]);
  expect(await world.progress()).toMatchObject({
    state: 'continued',
    update: { attempts: 1, firstSendAtMs: T0 },
  });
  expect(world.log.of('outcome')).toMatchObject([{ outcome: 'done', deliveryId: 'delivery-1', cycle: 1 }]);
});

test('the lease stands in the table before the call, with the mark of the first', async () => {
  await world.store(PROGRESS.decided);
  let seen: Progress | undefined;
  world.outbound.answer(async () => {
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

// Treble answers 503, then not at all, then 200.
// Each call comes a little later than the one before.
// All carry the same variables.
test('quick tries follow one another with the same variables', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(503, 'no_answer', 200);
  expect(await world.send()).toBe('continued');
  expect(world.callTimes()).toEqual([0, 750, 750 + 8000 + 1500]);
  expect(world.outbound.calls.map(({ keys }) => keys)).toEqual([DECISION.keys, DECISION.keys, DECISION.keys]);
});

test('after the last try the decision is left due, for the sweeper', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(503, 503, 503);
  expect(await world.send()).toBe('left');
  expect(world.outbound.calls).toHaveLength(3);
  expect(await world.progress()).toMatchObject({
    state: 'decided',
    update: { attempts: 3, dueAtMs: expect.any(Number) },
  });
});

test('one try is one call', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(503);
  expect(await world.send({ tries: 1 })).toBe('left');
  expect(world.callTimes()).toEqual([0]);
});

test('a pause that Treble asks for is not sat out here', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(() => ({ kind: 'answer', status: 429, retryAfterMs: 60_000, tookMs: 0 }));
  expect(await world.send()).toBe('left');
  expect(world.callTimes()).toEqual([0]);
  expect(await world.progress()).toMatchObject({ state: 'decided', update: { dueAtMs: T0 + 60_000 } });
});

describe('before the first call', () => {
  const dueAfter = (ms: number): Progress => ({
    ...PROGRESS.decided,
    update: { attempts: 0, dueAtMs: T0 + ms },
  });

  test('the pause that was asked for is kept', async () => {
    await world.store(dueAfter(30_000));
    expect(await world.send()).toBe('continued');
    expect(world.callTimes()).toEqual([30_000]);
  });

  test('a pause that ends after the last moment for a call is left to the sweeper', async () => {
    await world.store(dueAfter(30_000));
    expect(await world.send({ untilMs: T0 + 29_999 })).toBe('left');
    expect(world.outbound.calls).toEqual([]);
  });

  // The worker waits for the first call to become due.
  // Meanwhile the customer opts out, or writes something else.
  // No call begins.
  test.each(['closes', 'opens'] as const)('what happens in the pause is seen: %s', async (effect) => {
    await world.store(dueAfter(30_000));
    world.clock.at(T0 + 10_000, () => {
      const other = arrival({ deliveryId: 'd-2', identity: 'text', receivedAtMs: T0 + 9_000, effect });
      void transition(world.sessions, ref, (given) => register(given, other));
    });
    expect(await world.send()).toBe(effect === 'closes' ? 'ended' : 'superseded');
    expect(world.outbound.calls).toEqual([]);
  });
});

test('no call begins after the last moment', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer('no_answer');
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
] as const)('there is nothing to call for in $state', async (progress, outcome) => {
  await world.store(progress);
  expect(await world.send()).toBe(outcome);
  expect(world.outbound.calls).toEqual([]);
  expect(await world.progress()).toEqual(progress);
});

test('a cycle that was superseded is not spoken for', async () => {
  await world.store(PROGRESS.decided, { number: 2 });
  expect(await world.send()).toBe('superseded');
  expect(world.outbound.calls).toEqual([]);
});

test('a call that died with its caller is made again once its lease has run out', async () => {
  await world.store(PROGRESS.sending);
  await world.clock.advance(PROGRESS.sending.lease.untilMs - T0);
  expect(await world.send()).toBe('continued');
  expect(await world.progress()).toMatchObject({ state: 'continued', update: { attempts: 2 } });
});

describe('when the store is slow', () => {
  /** A save whose confirmation takes so long; the first finds that somebody has written in between. */
  function slow(ms: number): SessionStore {
    return {
      ...world.sessions,
      async save(next, options) {
        await world.clock.sleep(ms);
        return world.sessions.save(next, options);
      },
    };
  }

  // A sender asks for the lease on what it knows, which is old.
  // The store takes 7 s to say so, and 7 s more to write the lease.
  // The lease counts from when it was asked for last, so a call fits in.
  test('the lease counts from its last asking', async () => {
    await world.store(PROGRESS.decided);
    expect(await world.send({ known: { version: 0, session: session(PROGRESS.decided) } }, slow(7_000))).toBe(
      'continued',
    );
    expect(world.callTimes()).toEqual([14_000]);
  });

  // A sender takes the lease, but the store confirms it only when it has all but run out.
  // A call now might still be under way when another sender may begin.
  // So there is none; the sweeper takes the decision up.
  test('no call begins on a lease that is nearly over', async () => {
    await world.store(PROGRESS.decided);
    expect(await world.send({}, slow(13_000))).toBe('left');
    expect(world.outbound.calls).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'sending' });
    await world.clock.advance(20_000);
    expect(await world.send({ owner: 'sweeper-1' })).toBe('continued');
  });
});

// Treble is called; while it thinks, the conversation moves on.
// Its answer concerns nobody any more.
test('a cycle that is superseded during the call stays so, whatever Treble answers', async () => {
  await world.store(PROGRESS.decided);
  const other = arrival({ deliveryId: 'd-2', identity: 'text', receivedAtMs: T0 + 1 });
  world.outbound.answer(async () => {
    await transition(world.sessions, ref, (given) => register(given, other));
    return { kind: 'answer', status: 503, tookMs: 0 };
  });
  expect(await world.send()).toBe('superseded');
  expect(world.outbound.calls).toHaveLength(1);
  expect(await world.progress()).toEqual({ state: 'waiting' });
});

describe('what can never be sent', () => {
  test('is in the error log with the digests of whom the session is about', async () => {
    await world.store(PROGRESS.decided);
    await transition(world.sessions, ref, (given) => ({
      outcome: 'named',
      ...(given && { next: { ...given, contacts: ['digest-1'] } }),
    }));
    await world.clock.advance(SETTLE_MS);
    world.outbound.answer(404);
    expect(await world.send()).toBe('refused');
    expect(world.errorLog.entries.get('delivery-1#update')?.contacts).toEqual(['digest-1']);
  });

  test('is refused once the flow has had time to settle, and is in the error log', async () => {
    await world.store(PROGRESS.decided);
    await world.clock.advance(SETTLE_MS);
    world.outbound.answer(404);
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

  test('is refused without a call when the window has closed, and is in the error log', async () => {
    await world.store(PROGRESS.decided);
    await world.clock.advance(settings.windowMs + 1);
    expect(await world.send({ untilMs: T0 + 1e9 })).toBe('refused');
    expect(world.outbound.calls).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'refused', ending: { reason: 'window_closed' } });
    expect([...world.errorLog.entries.values()]).toMatchObject([{ reason: 'window_closed', attempts: 0 }]);
  });
});

test('our own configuration is told as an error, and the wait is kept', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(401);
  expect(await world.send({ tries: 1 })).toBe('left');
  expect(world.log.lines).toMatchObject([{ level: 'error', status: 401, configuration: true }]);
  expect(await world.progress()).toMatchObject({ state: 'decided' });
});

test('neither the session id nor the variables are in the log', async () => {
  await world.store(PROGRESS.decided);
  await world.clock.advance(SETTLE_MS);
  world.outbound.answer(503, 404);
  await world.send();
  expect(world.log.lines.length).toBeGreaterThan(2);
  expect(JSON.stringify(world.log.lines)).not.toMatch(/session-1|verdict|sharp/);
});
