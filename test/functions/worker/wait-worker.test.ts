// The worker of a wait's job: when its message is finished, and when it must return.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Breaker } from '../../../functions/core/breaker/breaker.ts';
import { encodeJob, type WaitJob } from '../../../functions/core/delivery/job.ts';
import { registerWait } from '../../../functions/core/wait/register-wait.ts';
import type { Processor } from '../../../functions/processors/processor.ts';
import { waitWorker } from '../../../functions/worker/wait-worker.ts';
import { DEADLINE_MS, PROGRESS, sampleWaitJob, T0 } from '../../builders.ts';
import { neverOpen } from '../../contracts/breaker.fake.ts';
import { makeWorld } from '../../world.ts';

const settings = {
  deadlineMs: DEADLINE_MS,
  fallbackKeys: [{ key: 'verdict', value: 'pending' }],
  resumeDelayMs: 0,
  windowMs: 20 * 3600_000,
  resumeUrl: ({ ref, cycle }: { ref: string; cycle: number }) => `https://acuse.example/${ref}/${cycle}`,
};
const FINISHED = { kind: 'finished' };

function workerWorld(others: Partial<Breaker> = {}) {
  let pausedUntilMs: number | undefined;
  const breaker: Breaker = {
    ...neverOpen,
    acquire: async (destination, call) =>
      pausedUntilMs !== undefined && destination !== 'treble'
        ? { kind: 'paused', untilMs: pausedUntilMs }
        : neverOpen.acquire(destination, call),
    ...others,
  };
  const base = makeWorld({ breaker });
  const { clock } = base;
  return {
    ...base,
    /** The breaker of the processor is open until then. */
    pause(untilMs: number) {
      pausedUntilMs = untilMs;
    },
    /** As ingest does, before the job leaves its queue. */
    register: (job: WaitJob) =>
      registerWait({ job, encoded: encodeJob(job), deadlineMs: DEADLINE_MS }, base.sessions),
    work(
      process: Processor['process'] = done,
      owner = 'worker-9',
      job = sampleWaitJob(),
      traits: Partial<Processor> = {},
    ) {
      const task = {
        job,
        body: '{}',
        encoded: encodeJob(job),
        processor: { name: 'test', destination: 'http:paused', ...traits, process },
        owner,
        isFirst: true,
        place: { queue: 'waits', invocation: owner, concurrency: 2 } as const,
      };
      return clock.finish(waitWorker(base, settings)({ ...task, endsAtMs: clock.nowMs() + 120_000 }));
    },
  };
}

const done: Processor['process'] = async () => ({ kind: 'done', keys: [{ key: 'verdict', value: 'sharp' }] });

let world: ReturnType<typeof workerWorld>;

beforeEach(() => {
  world = workerWorld();
});

test('a job without a registered wait registers it, and completes it', async () => {
  expect(await world.work()).toEqual(FINISHED);
  expect(world.outbounds.calls).toMatchObject([{ sessionId: 'session-1' }]);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
});

test.each([PROGRESS.processing, PROGRESS.sending])(
  'a job returns after the lease of another: $state',
  async (progress) => {
    await world.store(progress);
    expect(await world.work()).toEqual({ kind: 'retry', afterMs: 41_000 });
    expect(await world.progress()).toEqual(progress);
  },
);

test.each([PROGRESS.delegated, PROGRESS.continued, PROGRESS.refused, PROGRESS.closed])(
  'a job without work is finished: $state',
  async (progress) => {
    await world.store(progress);
    expect(await world.work()).toEqual(FINISHED);
    expect(await world.progress()).toEqual(progress);
    expect(world.outbounds.calls).toEqual([]);
  },
);

test('a job with a decision sends it, without a call of the processor', async () => {
  await world.store(PROGRESS.decided);
  const notExpected = () => Promise.reject(new Error('This call is not expected.'));
  expect(await world.work(notExpected)).toEqual(FINISHED);
  expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([PROGRESS.decided.decision.keys]);
});

test('too many variables are an invalid answer', async () => {
  await world.store(PROGRESS.waiting);
  const keys = [{ key: 'verdict', value: 'x'.repeat(300_000) }];
  expect(await world.work(async () => ({ kind: 'done', keys }))).toEqual(FINISHED);
  expect(await world.progress()).toMatchObject({
    state: 'continued',
    ending: { cause: 'failed', reason: 'processor_bad_answer' },
  });
});

test('after a retry answer the job returns, and the wait has no lease', async () => {
  await world.store(PROGRESS.waiting);
  const busy: Processor['process'] = async () => ({ kind: 'retry', reason: 'processor_error' });
  expect(await world.work(busy)).toEqual({ kind: 'retry', afterMs: 500 });
  expect(await world.progress()).toEqual({ state: 'waiting' });
});

test('after an accepted answer the job is finished, and the wait is delegated', async () => {
  await world.store(PROGRESS.waiting);
  expect(await world.work(async () => ({ kind: 'accepted' }))).toEqual(FINISHED);
  expect(await world.progress()).toEqual({ state: 'delegated' });
});

test('after repeated errors of the processor the wait continues without it', async () => {
  const broken = () => Promise.reject(new Error('Broken.'));
  await world.store(PROGRESS.waiting, { attempts: 3 });
  expect(await world.work(broken)).toMatchObject({ kind: 'retry' });
  expect(await world.work(broken)).toEqual(FINISHED);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { reason: 'processor_error' } });
});

describe('at its deadline a wait continues with the fallback', () => {
  const never: Processor['process'] = () => new Promise(() => undefined);
  const FALLBACK = [
    { key: 'verdict', value: 'pending' },
    { key: 'acuse_status', value: 'timeout' },
    { key: 'acuse_reason', value: 'deadline' },
  ];

  test('immediately, while its processor still works', async () => {
    await world.store(PROGRESS.waiting, { deadlineAtMs: T0 + 10_000 });
    expect(await world.work(never)).toEqual(FINISHED);
    expect(world.outbounds.calls).toMatchObject([
      { sessionId: 'session-1', keys: FALLBACK, atMs: T0 + 10_000 },
    ]);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'timeout' } });
  });

  test('without a call of the processor, when its job comes too late', async () => {
    await world.store(PROGRESS.waiting, { deadlineAtMs: T0 - 1 });
    const notExpected = () => Promise.reject(new Error('This call is not expected.'));
    expect(await world.work(notExpected)).toEqual(FINISHED);
    expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([FALLBACK]);
  });

  test('but not while it is delegated', async () => {
    await world.store(PROGRESS.delegated, { deadlineAtMs: T0 - 1 });
    expect(await world.work(never)).toEqual(FINISHED);
    expect(world.outbounds.calls).toEqual([]);
  });
});

test('the lease is renewed while the processor works', async () => {
  await world.store(PROGRESS.waiting);
  const slow: Processor['process'] = async (task, signal) => {
    await world.clock.sleep(90_000);
    expect(await world.progress()).toMatchObject({ lease: { owner: 'worker-9' } });
    return done(task, signal);
  };
  expect(await world.work(slow)).toEqual(FINISHED);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
});

// A worker loses its lease, for example because its store was unavailable. Another worker has the wait now.
// The processor of the first worker gets the signal, and stops with an error.
// This is no failure of the processor: the answer of the other worker counts.
describe('a worker whose lease another worker has taken', () => {
  const stopped: Processor['process'] = async (_task, signal) => {
    await world.clock.sleep(5_000);
    const lease = { owner: 'worker-2', untilMs: world.clock.nowMs() + 40_000 };
    await world.store({ state: 'processing', lease }, { attempts: 6 });
    await world.clock.sleep(30_000, signal);
    aborted = signal.aborted;
    signal.throwIfAborted();
    return { kind: 'retry', reason: 'processor_error' };
  };
  let aborted: boolean;

  test('aborts its processor, and waits for no answer', async () => {
    await world.store(PROGRESS.waiting);
    await world.work(stopped);
    expect(aborted).toBe(true);
    expect(await world.progress()).toMatchObject({ state: 'processing', lease: { owner: 'worker-2' } });
    expect(world.log.of('attempt')).toMatchObject([{ result: 'cancelled' }]);
  });

  test('does not wait for a processor that ignores the signal', async () => {
    await world.store(PROGRESS.waiting);
    const startedAtMs = world.clock.nowMs();
    await world.work(async (task, signal) => {
      await stopped(task, signal).catch(() => undefined);
      return new Promise(() => {});
    });
    expect(world.clock.nowMs() - startedAtMs).toBeLessThan(20_000);
  });

  test('does not decide', async () => {
    await world.store(PROGRESS.waiting, { attempts: 4 });
    await world.work(stopped);
    expect(await world.progress()).toMatchObject({ state: 'processing', lease: { owner: 'worker-2' } });
  });
});

describe('a wait that a later delivery ends is counted once, by the worker of that delivery', () => {
  const delivery = (at: number, effect: 'opens' | 'closes' = 'opens') =>
    sampleWaitJob({
      deliveryId: `delivery-${at}`,
      receivedAtMs: T0 + at,
      wait: { effect, identity: `message ${at}` },
    });
  const workAll = async (jobs: readonly WaitJob[]) => {
    for (const job of jobs) await world.work(done, `worker-${job.deliveryId}`, job);
  };

  test('five messages before the first attempt', async () => {
    const jobs = [1, 2, 3, 4, 5].map((at) => delivery(at));
    for (const job of jobs) await world.register(job);
    await workAll([...jobs, ...jobs]);
    expect([...world.counters.counts].filter(([name]) => name.startsWith('treble:'))).toEqual([
      ['treble: superseded', 4],
      ['treble: done', 1],
    ]);
  });

  test('a message while the wait before it is delegated', async () => {
    const [first, second] = [delivery(1), delivery(2)];
    await world.register(first);
    await world.work(async () => ({ kind: 'accepted' }), 'worker-1', first);
    await world.register(second);
    await workAll([second]);
    expect([...world.counters.counts.keys()]).toEqual(
      expect.arrayContaining(['treble: superseded', 'treble: done']),
    );
  });

  test.each([
    ['not registered by ingest', async () => undefined],
    ['registered by ingest', (job: WaitJob) => world.register(job)],
  ])('an opt-out, %s', async (_, before) => {
    const [first, optOut] = [delivery(1), delivery(2, 'closes')];
    await world.register(first);
    await world.work(async () => ({ kind: 'accepted' }), 'worker-1', first);
    await before(optOut);
    await workAll([optOut, optOut]);
    // The wait, and the opt-out in two messages.
    expect(world.counters.counts.get('treble: ignored')).toBe(3);
  });
});

describe('with an open breaker no attempt is counted', () => {
  const notExpected = () => Promise.reject(new Error('This call is not expected.'));

  test('and the job leaves the queue, due for when its processor is not paused any more', async () => {
    world.pause(T0 + 15_000);
    expect(await world.work(notExpected)).toEqual(FINISHED);
    expect(await world.cycle()).toMatchObject({ attempts: 0, deferrals: 1 });
    expect(await world.progress()).toEqual({ state: 'waiting', dueAtMs: T0, destination: 'http:paused' });
    expect(world.counters.counts.get('http:paused → deferred')).toBe(1);
  });

  test('and no failure that is the destination’s own', async () => {
    world = workerWorld({ report: async () => true });
    const away: Processor['process'] = async () => ({ kind: 'retry', reason: 'processor_unreachable' });
    expect(await world.work(away)).toEqual(FINISHED);
    expect(await world.cycle()).toMatchObject({ attempts: 0, deferrals: 1 });
    expect(await world.progress()).toMatchObject({ state: 'waiting', destination: 'http:paused' });
  });
});

describe('long calls to one destination', () => {
  const longCall = (invocation: string) => ({
    place: `waits/${invocation}`,
    id: 'delivery-0',
    untilMs: T0 + 60_000,
  });

  test('have half of the workers at most: the job comes back, without an attempt', async () => {
    world = workerWorld({ longCalls: async () => ({ slow: true, calls: [longCall('another')] }) });
    const end = await world.work(() => Promise.reject(new Error('This call is not expected.')));
    expect(end).toMatchObject({ kind: 'retry' });
    expect(end.kind === 'retry' && end.afterMs).toBeLessThanOrEqual(10_000);
    expect(await world.cycle()).toMatchObject({ attempts: 0 });
    expect(await world.progress()).toEqual({ state: 'waiting' });
  });

  test('do not keep others of the same invocation back', async () => {
    world = workerWorld({ longCalls: async () => ({ slow: true, calls: [longCall('worker-9')] }) });
    await world.work();
    expect(await world.progress()).toMatchObject({ state: 'continued' });
  });

  test('are marked for others when they have taken five seconds, and not before', async () => {
    const marks: string[] = [];
    const marking: Partial<Breaker> = {
      async beginLongCall(destination, { place, id }) {
        marks.push(`begins ${destination} ${place} ${id} after ${world.clock.nowMs() - T0} ms`);
        return [];
      },
      endLongCall: async () => void marks.push(`ends after ${world.clock.nowMs() - T0} ms`),
    };
    world = workerWorld(marking);
    await world.work(async () => {
      await world.clock.sleep(4_999);
      return { kind: 'done', keys: [] };
    });
    expect(marks).toEqual([]);
    world = workerWorld(marking);
    await world.work(async () => {
      await world.clock.sleep(7_000);
      return { kind: 'done', keys: [] };
    });
    expect(marks).toEqual([
      'begins http:paused waits/worker-9 delivery-1 after 5000 ms',
      'ends after 7000 ms',
    ]);
  });
});

test('a processor that calls the host of each event has no breaker, because one failed host does not concern the others', async () => {
  const reported: string[] = [];
  const report: Breaker['report'] = async (destination) => {
    reported.push(destination);
    return false;
  };
  world = workerWorld({ report });
  world.pause(T0 + 600_000);
  await world.store(PROGRESS.waiting);
  expect(await world.work(done, 'worker-9', undefined, { callsAnyone: true })).toEqual(FINISHED);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'done' } });
  expect(reported).toEqual(['treble']);
  expect(world.counters.counts.get('http:paused → answered')).toBe(1);
});

test('a wait whose deadline is within the pause continues immediately, with the reason', async () => {
  world.pause(T0 + DEADLINE_MS);
  expect(await world.work()).toEqual(FINISHED);
  expect(await world.progress()).toMatchObject({
    state: 'continued',
    ending: { cause: 'failed', reason: 'processor_paused' },
  });
});

describe('a processor that is away, after many attempts', () => {
  const away: Processor['process'] = async () => ({ kind: 'retry', reason: 'processor_error' });

  test('has its next attempt in the table, not in the queue: no receive is spent on it', async () => {
    await world.store(PROGRESS.waiting, { attempts: 20, deadlineAtMs: T0 + 3_600_000 });
    expect(await world.work(away)).toEqual(FINISHED);
    expect(await world.progress()).toEqual({
      state: 'waiting',
      dueAtMs: T0 + 150_000,
      destination: 'http:paused',
    });
  });

  test('is still asked shortly before the deadline, instead of failing early', async () => {
    await world.store(PROGRESS.waiting, { attempts: 20, deadlineAtMs: T0 + 120_000 });
    expect(await world.work(away)).toEqual(FINISHED);
    expect(await world.progress()).toEqual({
      state: 'waiting',
      dueAtMs: T0 + 40_000,
      destination: 'http:paused',
    });
    await world.store(PROGRESS.waiting, { attempts: 20, deadlineAtMs: T0 + 30_000 });
    expect(await world.work(away)).toEqual({ kind: 'retry', afterMs: 20_000 });
  });

  test('fails the wait when no attempt fits before the deadline', async () => {
    await world.store(PROGRESS.waiting, { attempts: 20, deadlineAtMs: T0 + 15_000 });
    expect(await world.work(away)).toEqual(FINISHED);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'failed' } });
  });
});

describe('the log of a wait that is answered at once', () => {
  test('has one line of the worker, with the call of its processor', async () => {
    await world.store(PROGRESS.waiting);
    await world.work();
    expect(world.log.lines).toMatchObject([
      {
        event: 'outcome',
        outcome: 'done',
        processor: 'http:paused',
        attempts: 1,
        destination: 'treble',
        status: 200,
      },
    ]);
  });

  test('has a line for the processor too, when the conversation does not go on at once', async () => {
    await world.store(PROGRESS.waiting);
    world.outbounds.answer(503, 503, 503, 503);
    await world.work();
    expect(world.log.of('attempt').map(({ destination, result }) => [destination, result])).toEqual([
      ...Array(4).fill(['treble', 'retry']),
      ['http:paused', 'done'],
    ]);
  });
});
