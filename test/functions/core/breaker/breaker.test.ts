// When a breaker opens, which call is the probe, and that a breaker without its store stops no call.
import { beforeEach, expect, test } from 'vitest';
import type { Breaker } from '../../../../functions/core/breaker/breaker.ts';
import { breaker } from '../../../../functions/core/breaker/breaker.ts';
import type { BreakerStore } from '../../../../functions/core/breaker/breaker-store.ts';
import { T0 } from '../../../builders.ts';
import { makeWorld } from '../../../world.ts';

const settings = { failures: 3, percent: 50, windowMs: 600_000, pauseMs: 300_000 };
const CALL_MS = 8_000;
const GRANTED = { kind: 'granted', probe: false } as const;

function breakerWorld() {
  const base = makeWorld();
  const instance = (changes: Partial<BreakerStore> = {}): Breaker =>
    breaker({ ...base, store: { ...base.breakers, ...changes } }, settings);
  return { ...base, instance };
}

let world: ReturnType<typeof breakerWorld>;

beforeEach(() => {
  world = breakerWorld();
});

async function fail(one: Breaker, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await one.report('treble', 'unhealthy', await one.acquire('treble', CALL_MS));
  }
}

test('it stays closed up to the limit of failures; one more opens it for all instances', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await fail(one, 3);
  expect(await one.acquire('treble', CALL_MS)).toEqual(GRANTED);
  await fail(one, 1);
  const paused = { kind: 'paused', untilMs: T0 + 300_000 };
  expect(await one.acquire('treble', CALL_MS)).toEqual(paused);
  expect(await other.acquire('treble', CALL_MS)).toEqual(paused);
  expect(world.log.of('breaker')).toMatchObject([{ destination: 'treble', state: 'open', failures: 4 }]);
});

test('failures of several instances count together, but separately for each destination', async () => {
  const instances = [world.instance(), world.instance()];
  for (const one of instances) await fail(one, 2);
  expect(await world.instance().acquire('treble', CALL_MS)).toMatchObject({ kind: 'paused' });
  expect(await instances[0]?.acquire('http:api.example.com', CALL_MS)).toEqual(GRANTED);
});

test('an instance with a recent reading sees an opening within five seconds', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await other.acquire('treble', CALL_MS);
  await fail(one, 4);
  expect(await other.acquire('treble', CALL_MS)).toEqual(GRANTED);
  await world.clock.advance(5_000);
  expect(await other.acquire('treble', CALL_MS)).toMatchObject({ kind: 'paused' });
});

test('failures older than the window plus a tenth of it do not count', async () => {
  const one = world.instance();
  await fail(one, 3);
  await world.clock.advance(661_000);
  await fail(one, 3);
  expect(await one.acquire('treble', CALL_MS)).toEqual(GRANTED);
});

test('successful calls write nothing', async () => {
  const writes: string[] = [];
  const one = world.instance({
    countFailure: async () => {
      writes.push('failure');
      return { failures: new Map() };
    },
    close: async () => void writes.push('close'),
  });
  for (let time = 0; time < 10; time += 1)
    await one.report('treble', 'healthy', await one.acquire('treble', CALL_MS));
  expect(writes).toEqual([]);
});

test('after the pause one caller at a time gets a permit', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await fail(one, 4);
  await world.clock.advance(300_000);
  expect(await one.acquire('treble', CALL_MS)).toEqual({ kind: 'granted', probe: true });
  const soon = { kind: 'paused', untilMs: T0 + 305_000 };
  expect(await other.acquire('treble', 60_000)).toEqual(soon);
  expect(await one.acquire('treble', 60_000)).toEqual(soon);
});

test('a successful probe closes it for all instances and deletes the failures', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await fail(one, 4);
  await world.clock.advance(300_000);
  await one.report('treble', 'healthy', await one.acquire('treble', CALL_MS));
  await world.clock.advance(5_000);
  expect(await other.acquire('treble', CALL_MS)).toEqual(GRANTED);
  await fail(other, 3);
  expect(await other.acquire('treble', CALL_MS)).toEqual(GRANTED);
});

test('a failed probe opens it for another pause', async () => {
  const one = world.instance();
  await fail(one, 4);
  await world.clock.advance(300_000);
  await fail(one, 1);
  expect(await one.acquire('treble', CALL_MS)).toEqual({ kind: 'paused', untilMs: T0 + 600_000 });
});

test('a probe without a report expires after its call, and another caller gets one', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await fail(one, 4);
  await world.clock.advance(300_000);
  await one.acquire('treble', CALL_MS);
  await world.clock.advance(CALL_MS + 5_000);
  expect(await other.acquire('treble', CALL_MS)).toEqual({ kind: 'granted', probe: true });
});

test('a probe without a call is released', async () => {
  const [one, other] = [world.instance(), world.instance()];
  await fail(one, 4);
  await world.clock.advance(300_000);
  await one.report('treble', 'unknown', await one.acquire('treble', CALL_MS));
  expect(await other.acquire('treble', CALL_MS)).toEqual({ kind: 'granted', probe: true });
});

test('the failure of a call from before the opening does not open it again', async () => {
  const one = world.instance();
  const early = await one.acquire('treble', CALL_MS);
  await fail(one, 4);
  await world.clock.advance(299_000);
  await one.report('treble', 'unhealthy', early);
  expect((await world.breakers.load('treble'))?.openUntilMs).toBe(T0 + 300_000);
});

test('without its store it grants every permit and logs the error', async () => {
  const unavailable = () => Promise.reject(new Error('unavailable'));
  const one = world.instance({ load: unavailable, countFailure: unavailable });
  await fail(one, 10);
  expect(await one.acquire('treble', CALL_MS)).toEqual(GRANTED);
  expect(world.log.of('breaker_error').length).toBeGreaterThan(10);
});
