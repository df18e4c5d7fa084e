// The table of faults, told one by one on the simulation: what the design says happens then, and how soon.
import { expect, test } from 'vitest';
import { RETRY } from '../../functions/core/policy.ts';
import { type Action, CALM, type DeliveryPlan, type Scenario, type Weather } from './simulation/scenario.ts';
import { simulate } from './simulation/simulate.ts';
import { type Tale, taleOf } from './simulation/tale.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const photo: DeliveryPlan = { session: 0, kind: 'untimed', answer: 0, time: 0, startsAfterMs: 0 };
const deliver = (gapMs = 0, plan: Partial<DeliveryPlan> = {}): Action => ({
  kind: 'deliver',
  gapMs,
  delivery: { ...photo, ...plan },
});

interface Told {
  readonly actions: readonly Action[];
  readonly weather?: Partial<Weather>;
  readonly deadlineMs?: number;
}

async function tell({ actions, weather = {}, deadlineMs = 600_000 }: Told): Promise<Tale> {
  const told: Scenario = {
    seed: 8,
    weather: { ...CALM, ...weather },
    deadlineMs,
    resumeDelayMs: 0,
    windowMs: 20 * 3600_000,
    breakerFailures: 100,
    actions,
  };
  return taleOf(await simulate(told));
}

/** When a wait's processor was asked and Treble was called, from when its delivery was received. */
function times(tale: Tale, at = 0) {
  const cycle = tale.cycles[at];
  if (!cycle) throw new Error('There is no such cycle.');
  const { receivedAtMs } = tale.openedBy(cycle);
  const since = ({ atMs }: { readonly atMs: number }) => atMs - receivedAtMs;
  const asked = tale.history.asked.filter(({ deliveryId }) => deliveryId === cycle.deliveryId);
  const calls = cycle.attempts.flatMap((attempt) => attempt.calls);
  const state = tale.isSuperseded(cycle) ? 'superseded' : tale.end(cycle);
  const [cause] = new Set(cycle.decisions.map((decision) => decision.cause));
  return {
    state,
    cause,
    asked: asked.map(since),
    calls: calls.map(since),
    keys: calls.map(({ keys }) => keys),
  };
}

test('in good weather a wait is worked on at once, asked once and called once', async () => {
  const { state, cause, asked, calls } = times(await tell({ actions: [deliver()] }));
  expect({ state, cause }).toEqual({ state: 'continued', cause: 'done' });
  expect([asked.length, calls.length]).toEqual([1, 1]);
  expect(calls[0]).toBeLessThan(5_000);
});

test('a queue that is away at ingest costs a wait no more than two minutes', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'queue', forMs: 4_000 };
  const tale = await tell({ actions: [outage, deliver()] });
  expect([...tale.history.deliveries.values()]).toMatchObject([{ acknowledged: true }]);
  const { cause, asked } = times(tale);
  expect(cause).toBe('done');
  expect(asked[0]).toBeGreaterThan(MINUTE_MS);
  expect(asked[0]).toBeLessThan(2 * MINUTE_MS + 5_000);
});

test('a store that is away at ingest costs a wait no more than the next try of its job', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'store', forMs: 4_000 };
  const tale = await tell({ actions: [outage, deliver()] });
  expect([...tale.history.deliveries.values()]).toMatchObject([{ acknowledged: true }]);
  const { cause, calls } = times(tale);
  expect(cause).toBe('done');
  expect(calls[0]).toBeLessThan(MINUTE_MS);
});

test('with both away nothing is acknowledged', async () => {
  const outages: Action[] = (['queue', 'store'] as const).map((of) => ({
    kind: 'outage',
    gapMs: 0,
    of,
    forMs: 60_000,
  }));
  const tale = await tell({ actions: [...outages, deliver()] });
  expect([...tale.history.deliveries.values()]).toMatchObject([{ acknowledged: false }]);
});

// A worker dies with the wait in its hands: its message stays hidden for two and a half minutes, and its group
// with it.
// The lease runs out after 40 s, and the sweeper queues the job again in a group of its own.
test('a worker that dies is followed by another within two minutes', async () => {
  const { cause, asked, calls } = times(
    await tell({ actions: [deliver()], weather: { processor: 'fatal_once' } }),
  );
  expect(cause).toBe('done');
  expect(asked).toHaveLength(2);
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeLessThan(40_000 + MINUTE_MS + 5_000);
  expect(calls).toHaveLength(1);
});

test('a processor that kills every worker is given up on, and what was decided is in the error log', async () => {
  const actions = [
    deliver(),
    ...Array.from({ length: 20 }, (): Action => ({ kind: 'sweep', gapMs: MINUTE_MS })),
  ];
  const tale = await tell({ actions, weather: { processor: 'deadly' }, deadlineMs: 1_800_000 });
  const { cause, asked, keys } = times(tale);
  expect(cause).toBe('failed');
  expect(asked).toHaveLength(5);
  expect(keys[0]).toContainEqual({ key: 'acuse_reason', value: 'processor_crashed' });
  expect([...tale.errorLog.entries.values()]).toMatchObject([{ reason: 'processor_crashed', attempts: 5 }]);
  expect(tale.log.of('parked')).toMatchObject([{ reason: 'processor_crashed', attempts: 5 }]);
  expect(tale.log.of('outcome')).toMatchObject([{ outcome: 'failed', reason: 'processor_crashed' }]);
});

test('a processor that is away for an hour is asked less and less often, and soon once it is back', async () => {
  const tale = await tell({
    actions: [deliver(), { kind: 'sweep', gapMs: HOUR_MS }],
    weather: { processor: 'away' },
    deadlineMs: 2 * HOUR_MS,
  });
  const { cause, asked, calls } = times(tale);
  expect(cause).toBe('done');
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.length).toBeLessThan(60);
  // The longest pause, and the sweeper that ends it.
  const pauses = asked.map((atMs, at) => atMs - (asked[at - 1] ?? 0));
  expect(Math.max(...pauses)).toBeGreaterThan(MINUTE_MS);
  expect(Math.max(...pauses)).toBeLessThan(RETRY.wait.capMs + MINUTE_MS + 5_000);
  // It stood due in the table meanwhile, without a message in the queue.
  const { states } = tale.cycles[0] ?? { states: [] };
  const due = states.filter(({ cycle }) => cycle.progress.state === 'waiting' && 'dueAtMs' in cycle.progress);
  expect(due.length).toBeGreaterThan(5);
  expect(calls).toHaveLength(1);
});

test('a Treble that is down for long gets the same variables once it is back', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'treble', forMs: 3600_000 };
  const { state, cause, calls, keys } = times(
    await tell({ actions: [outage, deliver(), { kind: 'sweep', gapMs: 3600_000 }] }),
  );
  expect({ state, cause }).toEqual({ state: 'continued', cause: 'done' });
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.at(-1)).toBeLessThan(3600_000 + 15 * MINUTE_MS);
  expect(new Set(keys.map((one) => JSON.stringify(one))).size).toBe(1);
});

test('a processor that takes over and calls back is asked once', async () => {
  const { cause, asked, calls } = times(
    await tell({ actions: [deliver(), { kind: 'sweep', gapMs: 1 }], weather: { processor: 'delegates' } }),
  );
  expect(cause).toBe('done');
  expect([asked.length, calls.length]).toEqual([1, 1]);
});

test('a processor that calls back too late finds the wait continued with the fallback, within a minute', async () => {
  const deadlineMs = 100;
  const { state, cause, calls, keys } = times(
    await tell({
      actions: [deliver(), { kind: 'sweep', gapMs: 1 }],
      weather: { processor: 'delegates' },
      deadlineMs,
    }),
  );
  expect({ state, cause }).toEqual({ state: 'continued', cause: 'timeout' });
  expect(calls).toHaveLength(1);
  expect(calls[0]).toBeLessThan(MINUTE_MS + 5_000);
  expect(keys[0]).toEqual([
    { key: 'result', value: 'fallback' },
    { key: 'acuse_status', value: 'timeout' },
    { key: 'acuse_reason', value: 'deadline' },
  ]);
});

test('the same photo sent again after the answer is a new visit, and answered again', async () => {
  const tale = await tell({ actions: [deliver(), deliver(MINUTE_MS)] });
  expect([times(tale, 0).state, times(tale, 1).state]).toEqual(['continued', 'continued']);
  expect([...times(tale, 0).calls, ...times(tale, 1).calls]).toHaveLength(2);
});

test('the same photo delivered twice at once is answered once', async () => {
  const tale = await tell({ actions: [deliver(), deliver(2)] });
  expect(tale.cycles).toHaveLength(1);
  expect(times(tale).calls).toHaveLength(1);
});

test('another answer while the first is worked on takes its place, and only it is told', async () => {
  const tale = await tell({
    actions: [deliver(), deliver(10_000, { answer: 1 })],
    weather: { processor: 'slow' },
  });
  expect([times(tale, 0).state, times(tale, 1).state]).toEqual(['superseded', 'continued']);
  expect(times(tale, 0).calls).toEqual([]);
});

test('whoever opts out while he waits is left alone', async () => {
  const tale = await tell({
    actions: [deliver(), deliver(10_000, { kind: 'opt_out' })],
    weather: { processor: 'slow' },
  });
  expect(times(tale).state).toBe('closed');
  expect(tale.history.calls).toEqual([]);
});
