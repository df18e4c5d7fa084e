// When a breaker opens, which call is the probe, how long the pauses are, and that a breaker without its store stops no call.
import { beforeEach, describe, expect, test } from 'vitest';
import { type Breaker, breaker, type Health } from '../../../../functions/core/breaker/breaker.ts';
import type { CallHistory } from '../../../../functions/core/breaker/breaker-rules.ts';
import type { BreakerStore } from '../../../../functions/core/breaker/breaker-store.ts';
import { T0 } from '../../../builders.ts';
import { makeWorld } from '../../../world.ts';

const settings = { failures: 4, percent: 50, windowMs: 600_000, pauseMs: 100_000 };
const FIRST_PAUSE_MS = 15_000;

function breakerWorld() {
  const base = makeWorld();
  const instance = (changes: Partial<BreakerStore> = {}): Breaker =>
    breaker({ ...base, store: { ...base.breakers, ...changes } }, settings);
  return { ...base, instance };
}

let world: ReturnType<typeof breakerWorld>;
let conversations = 0;

beforeEach(() => {
  world = breakerWorld();
});

interface CallFields {
  readonly conversation?: string;
  readonly history?: CallHistory;
  readonly callMs?: number;
}

function call({ conversation, history = 'new', callMs = 8_000 }: CallFields = {}) {
  conversations += 1;
  return { callMs, history, conversation: conversation ?? `conversation ${conversations}`.padStart(24) };
}

/** Conversations are told apart by their first characters, like references. */
const reference = (number: number) => `${number}`.padStart(10, 'r');

const acquire = (one: Breaker, fields: CallFields = {}) =>
  one.acquire('treble', { ...call(fields), conversation: fields.conversation ?? reference(++conversations) });

async function report(one: Breaker, health: Health, fields: CallFields = {}): Promise<boolean> {
  return one.report('treble', health, await acquire(one, fields));
}

async function fail(one: Breaker, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await report(one, 'failed');
}

const isOpen = async (one = world.instance()) => (await acquire(one)).kind === 'paused';

describe('it opens', () => {
  test('when enough different conversations have failed, for all instances', async () => {
    const [one, other] = [world.instance(), world.instance()];
    await fail(one, 3);
    expect(await isOpen(one)).toBe(false);
    await fail(one, 1);
    const paused = { kind: 'paused', untilMs: T0 + FIRST_PAUSE_MS };
    expect(await acquire(one)).toEqual(paused);
    expect(await acquire(other)).toEqual(paused);
    expect(world.log.of('breaker')).toMatchObject([{ destination: 'treble', state: 'open', failures: 4 }]);
  });

  test('not for one conversation that fails again and again', async () => {
    const one = world.instance();
    for (let time = 0; time < 30; time += 1) await report(one, 'failed', { conversation: reference(0) });
    expect(await isOpen(one)).toBe(false);
  });

  test('not for calls that only repeat a failed one', async () => {
    const one = world.instance();
    for (let time = 0; time < 30; time += 1) await report(one, 'failed', { history: 'failed' });
    expect(await isOpen(one)).toBe(false);
    expect(world.breakers.writes()).toBe(0);
  });

  test.each([
    [4, 4, true],
    [4, 5, false],
    [40, 41, false],
    [40, 40, true],
  ])('by the share of failing calls: %i failed, %i answered: %s', async (failed, answered, opens) => {
    const one = world.instance();
    for (let time = 0; time < answered; time += 1) await report(one, 'healthy');
    await fail(one, failed);
    expect(await isOpen(one)).toBe(opens);
  });

  test.each([0, 1])(
    'when it fails now, though it did well for the hour before: %i failures before',
    async (before) => {
      const one = world.instance();
      await fail(one, before);
      for (let time = 0; time < 100; time += 1) {
        await report(one, 'healthy');
        await world.clock.advance(5_000);
      }
      await world.clock.advance(125_000);
      await fail(one, 4);
      expect(await isOpen(one)).toBe(true);
    },
  );

  test('by failures and successes of several instances together, but separately for each destination', async () => {
    const [one, other] = [world.instance(), world.instance()];
    await fail(one, 2);
    await fail(other, 2);
    expect(await isOpen()).toBe(true);
    expect(await one.acquire('http:api.example.com', call())).toMatchObject({ kind: 'granted' });
  });

  test('not by failures that are older than the window and a slice of it', async () => {
    const one = world.instance();
    await fail(one, 3);
    await world.clock.advance(661_000);
    await fail(one, 3);
    expect(await isOpen(one)).toBe(false);
  });

  test('at the first call that hangs, if nothing succeeds beside it', async () => {
    const one = world.instance();
    expect(await report(one, 'hung', { callMs: 60_000 })).toBe(true);
    expect(await isOpen(one)).toBe(true);
  });

  test('not by one call that hangs among successes', async () => {
    const one = world.instance();
    for (let time = 0; time < 3; time += 1) await report(one, 'healthy');
    expect(await report(one, 'hung', { callMs: 60_000 })).toBe(false);
    expect(await isOpen(one)).toBe(false);
  });
});

describe('what it writes', () => {
  test('nothing for calls that succeed', async () => {
    const one = world.instance();
    for (let time = 0; time < 1_000; time += 1) await report(one, 'healthy');
    expect(world.breakers.writes()).toBe(0);
  });

  test('successes while something fails: at most once in five seconds', async () => {
    const one = world.instance();
    await fail(one, 1);
    const before = world.breakers.writes();
    for (let time = 0; time < 1_000; time += 1) {
      await report(one, 'healthy');
      await world.clock.advance(10);
    }
    expect(world.breakers.writes() - before).toBeLessThanOrEqual(3);
    const { slices } = (await world.breakers.load('treble')) ?? {};
    expect([...(slices?.values() ?? [])].reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(
      400,
    );
  });

  test('an instance with a recent reading sees an opening within five seconds', async () => {
    const [one, other] = [world.instance(), world.instance()];
    await acquire(other);
    await fail(one, 4);
    expect(await isOpen(other)).toBe(false);
    await world.clock.advance(5_000);
    expect(await isOpen(other)).toBe(true);
  });
});

describe('after a pause', () => {
  const opened = async () => {
    const one = world.instance();
    await fail(one, 4);
    await world.clock.advance(FIRST_PAUSE_MS);
    return one;
  };

  test('one caller at a time gets a permit', async () => {
    const one = await opened();
    const other = world.instance();
    expect(await acquire(one)).toMatchObject({ kind: 'granted', probe: true });
    expect(await acquire(other, { callMs: 60_000 })).toMatchObject({ kind: 'paused' });
    expect(await acquire(one, { callMs: 60_000 })).toMatchObject({ kind: 'paused' });
  });

  test('a successful probe closes it for all instances and deletes the failures', async () => {
    const one = await opened();
    const other = world.instance();
    expect(await report(one, 'healthy')).toBe(false);
    expect(world.log.of('breaker')).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
    await world.clock.advance(5_000);
    await fail(other, 3);
    expect(await isOpen(other)).toBe(false);
  });

  test('each failed probe of what was put off doubles it, up to the longest pause', async () => {
    const one = await opened();
    for (const pauseMs of [30_000, 60_000, 100_000, 100_000]) {
      expect(await report(one, 'failed', { history: 'put_off' })).toBe(true);
      const atMs = world.clock.nowMs();
      expect(await acquire(one, { history: 'put_off' })).toEqual({ kind: 'paused', untilMs: atMs + pauseMs });
      await world.clock.advance(pauseMs);
    }
  });

  test('what comes in new may probe 15 s after another one has failed', async () => {
    const one = await opened();
    for (let time = 0; time < 5; time += 1) {
      expect(await report(one, 'failed')).toBe(true);
      expect(await acquire(one)).toEqual({ kind: 'paused', untilMs: world.clock.nowMs() + FIRST_PAUSE_MS });
      await world.clock.advance(FIRST_PAUSE_MS);
    }
    expect(await acquire(one, { history: 'put_off' })).toMatchObject({ kind: 'paused' });
    expect(await report(one, 'healthy')).toBe(false);
  });

  test('a probe that hangs doubles the pause also for what comes in new', async () => {
    const one = await opened();
    await report(one, 'hung', { callMs: 60_000 });
    expect(await acquire(one)).toEqual({ kind: 'paused', untilMs: world.clock.nowMs() + 30_000 });
  });

  test('a failed probe of a conversation that failed before keeps only its like back', async () => {
    const one = await opened();
    await report(one, 'failed', { history: 'failed' });
    expect(await one.look('treble', { history: 'failed' })).toMatchObject({ kind: 'paused' });
    expect(await one.look('treble', { history: 'put_off' })).toEqual({ kind: 'probing' });
    expect(await report(one, 'healthy')).toBe(false);
  });

  test('a probe without a report expires after its call, and another caller gets one', async () => {
    const one = await opened();
    await acquire(one);
    await world.clock.advance(13_000);
    expect(await acquire(world.instance())).toMatchObject({ kind: 'granted', probe: true });
  });

  test('a probe without a call is released', async () => {
    const one = await opened();
    await report(one, 'unknown');
    expect(await acquire(world.instance())).toMatchObject({ kind: 'granted', probe: true });
  });
});

test('the failure of a call from before the opening does not open it again', async () => {
  const one = world.instance();
  const early = await acquire(one);
  await fail(one, 4);
  await world.clock.advance(14_000);
  await one.report('treble', 'failed', early);
  expect((await world.breakers.load('treble'))?.openUntilMs).toBe(T0 + FIRST_PAUSE_MS);
});

test('without its store it grants every permit and logs the error', async () => {
  const unavailable = () => Promise.reject(new Error('unavailable'));
  const one = world.instance({ load: unavailable, count: unavailable });
  await fail(one, 10);
  expect(await acquire(one)).toMatchObject({ kind: 'granted', probe: false });
  expect(await one.look('treble', { history: 'new' })).toEqual({ kind: 'closed' });
  expect(world.log.of('breaker_error').length).toBeGreaterThan(10);
});
