// The table of faults, one scenario each in the simulation: what the design promises, and how soon.
import { expect, test } from 'vitest';
import { RETRY } from '../../functions/core/policy.ts';
import {
  type Action,
  type Conditions,
  NO_FAULTS,
  type Scenario,
  type WaitPlan,
} from './simulation/scenario.ts';
import { simulate } from './simulation/simulate.ts';
import { type Story, storyOf } from './simulation/story.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const photo: WaitPlan = {
  source: 'treble',
  session: 0,
  kind: 'untimed',
  answer: 0,
  time: 0,
  startsAfterMs: 0,
  large: false,
};
const deliver = (gapMs = 0, plan: Partial<WaitPlan> = {}): Action => ({
  kind: 'deliver',
  gapMs,
  delivery: { ...photo, ...plan },
});

interface Plan {
  readonly actions: readonly Action[];
  readonly conditions?: Partial<Conditions>;
  readonly deadlineMs?: number;
}

async function run({ actions, conditions = {}, deadlineMs = 600_000 }: Plan): Promise<Story> {
  const scenario: Scenario = {
    seed: 8,
    conditions: { ...NO_FAULTS, ...conditions },
    deadlineMs,
    resumeDelayMs: 0,
    windowMs: 20 * 3600_000,
    breakerFailures: 100,
    maxReceiveCount: 1000,
    sharedProcessor: false,
    answerMs: 50,
    actions,
  };
  return storyOf(await simulate(scenario));
}

/** The times of the calls to a wait's processor and to Treble, since the receipt of its delivery. */
function times(story: Story, at = 0) {
  const cycle = story.cycles[at];
  if (!cycle) throw new Error('There is no such cycle.');
  const { receivedAtMs } = story.openedBy(cycle);
  const since = ({ atMs }: { readonly atMs: number }) => atMs - receivedAtMs;
  const attempts = story.history.attempts.filter(({ deliveryId }) => deliveryId === cycle.deliveryId);
  const calls = cycle.attempts.flatMap((attempt) => attempt.calls);
  const state = story.isSuperseded(cycle) ? 'superseded' : story.end(cycle);
  const [cause] = new Set(cycle.decisions.map((decision) => decision.cause));
  return {
    state,
    cause,
    attempts: attempts.map(since),
    calls: calls.map(since),
    keys: calls.map(({ keys }) => keys),
  };
}

test('without faults a wait is processed immediately, with one call to the processor and one to Treble', async () => {
  const { state, cause, attempts, calls } = times(await run({ actions: [deliver()] }));
  expect({ state, cause }).toEqual({ state: 'continued', cause: 'done' });
  expect([attempts.length, calls.length]).toEqual([1, 1]);
  expect(calls[0]).toBeLessThan(5_000);
});

test('a queue that is unavailable at ingest delays a wait by at most two minutes', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'queue', forMs: 4_000 };
  const story = await run({ actions: [outage, deliver()] });
  expect([...story.history.deliveries.values()]).toMatchObject([{ acknowledged: true }]);
  const { cause, attempts } = times(story);
  expect(cause).toBe('done');
  expect(attempts[0]).toBeGreaterThan(MINUTE_MS);
  expect(attempts[0]).toBeLessThan(2 * MINUTE_MS + 5_000);
});

test('a store that is unavailable at ingest delays a wait until the next try of its job', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'store', forMs: 4_000 };
  const story = await run({ actions: [outage, deliver()] });
  expect([...story.history.deliveries.values()]).toMatchObject([{ acknowledged: true }]);
  const { cause, calls } = times(story);
  expect(cause).toBe('done');
  expect(calls[0]).toBeLessThan(MINUTE_MS);
});

test('with both unavailable nothing is acknowledged', async () => {
  const outages: Action[] = (['queue', 'store'] as const).map((of) => ({
    kind: 'outage',
    gapMs: 0,
    of,
    forMs: 60_000,
  }));
  const story = await run({ actions: [...outages, deliver()] });
  expect([...story.history.deliveries.values()]).toMatchObject([{ acknowledged: false }]);
});

// A worker crashes during its attempt. Its message stays hidden for two and a half minutes, and so does its group.
// The lease ends after 40 s, and the sweeper requeues the job in another group.
test('after a crash another worker continues within two minutes', async () => {
  const { cause, attempts, calls } = times(
    await run({ actions: [deliver()], conditions: { processor: 'crashes_once' } }),
  );
  expect(cause).toBe('done');
  expect(attempts).toHaveLength(2);
  expect((attempts[1] ?? 0) - (attempts[0] ?? 0)).toBeLessThan(40_000 + MINUTE_MS + 5_000);
  expect(calls).toHaveLength(1);
});

test('after too many crashes the wait continues without its processor, and the job is in the error log', async () => {
  const actions = [
    deliver(),
    ...Array.from({ length: 20 }, (): Action => ({ kind: 'sweep', gapMs: MINUTE_MS })),
  ];
  const story = await run({ actions, conditions: { processor: 'crashes' }, deadlineMs: 1_800_000 });
  const { cause, attempts, keys } = times(story);
  expect(cause).toBe('failed');
  // The claim of the first attempt was not written, so nobody knows of its crash.
  expect(attempts).toHaveLength(6);
  expect(keys[0]).toContainEqual({ key: 'acuse_reason', value: 'processor_crashed' });
  expect([...story.errorLog.entries.values()]).toMatchObject([{ reason: 'processor_crashed', attempts: 5 }]);
  // Two runs of the sweeper may overlap here, and both log it.
  expect(story.log.of('parked')[0]).toMatchObject({ reason: 'processor_crashed', attempts: 5 });
  expect(story.log.of('outcome')).toMatchObject([{ outcome: 'failed', reason: 'processor_crashed' }]);
});

test('an unavailable processor is called with growing pauses up to the limit, and soon after it is available', async () => {
  const story = await run({
    actions: [deliver(), { kind: 'sweep', gapMs: HOUR_MS }],
    conditions: { processor: 'unavailable' },
    deadlineMs: 2 * HOUR_MS,
  });
  const { cause, attempts, calls } = times(story);
  expect(cause).toBe('done');
  expect(attempts.length).toBeGreaterThan(8);
  expect(attempts.length).toBeLessThan(60);
  // The longest pause, plus the time until the next run of the sweeper.
  const pauses = attempts.map((atMs, at) => atMs - (attempts[at - 1] ?? 0));
  expect(Math.max(...pauses)).toBeGreaterThan(MINUTE_MS);
  expect(Math.max(...pauses)).toBeLessThan(RETRY.wait.capMs + MINUTE_MS + 5_000);
  // During the pauses the wait is due in the table, without a message in the queue.
  const { states } = story.cycles[0] ?? { states: [] };
  const due = states.filter(({ cycle }) => cycle.progress.state === 'waiting' && 'dueAtMs' in cycle.progress);
  expect(due.length).toBeGreaterThan(5);
  expect(calls).toHaveLength(1);
});

test('after a long outage Treble gets the same variables', async () => {
  const outage: Action = { kind: 'outage', gapMs: 0, of: 'treble', forMs: 3600_000 };
  const { state, cause, calls, keys } = times(
    await run({ actions: [outage, deliver(), { kind: 'sweep', gapMs: 3600_000 }] }),
  );
  expect({ state, cause }).toEqual({ state: 'continued', cause: 'done' });
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.at(-1)).toBeLessThan(3600_000 + 15 * MINUTE_MS);
  expect(new Set(keys.map((one) => JSON.stringify(one))).size).toBe(1);
});

test('a processor that accepts and calls back is called once', async () => {
  const { cause, attempts, calls } = times(
    await run({ actions: [deliver(), { kind: 'sweep', gapMs: 1 }], conditions: { processor: 'delegates' } }),
  );
  expect(cause).toBe('done');
  expect([attempts.length, calls.length]).toEqual([1, 1]);
});

test('a wait without a result at its deadline continues with the fallback within a minute', async () => {
  const deadlineMs = 100;
  const { state, cause, calls, keys } = times(
    await run({
      actions: [deliver(), { kind: 'sweep', gapMs: 1 }],
      conditions: { processor: 'delegates' },
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

test('the same photo after the update is a new visit, and gets another update', async () => {
  const story = await run({ actions: [deliver(), deliver(MINUTE_MS)] });
  expect([times(story, 0).state, times(story, 1).state]).toEqual(['continued', 'continued']);
  expect([...times(story, 0).calls, ...times(story, 1).calls]).toHaveLength(2);
});

test('the same photo delivered twice at once gets one update', async () => {
  const story = await run({ actions: [deliver(), deliver(2)] });
  expect(story.cycles).toHaveLength(1);
  expect(times(story).calls).toHaveLength(1);
});

test('another answer during the work on the first supersedes it, and only the new wait gets an update', async () => {
  const story = await run({
    actions: [deliver(), deliver(10_000, { answer: 1 })],
    conditions: { processor: 'slow' },
  });
  expect([times(story, 0).state, times(story, 1).state]).toEqual(['superseded', 'continued']);
  expect(times(story, 0).calls).toEqual([]);
});

test('a customer who opts out during a wait gets no update', async () => {
  const story = await run({
    actions: [deliver(), deliver(10_000, { kind: 'opt_out' })],
    conditions: { processor: 'slow' },
  });
  expect(times(story).state).toBe('closed');
  expect(story.history.calls).toEqual([]);
});
