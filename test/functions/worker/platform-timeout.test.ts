// Treble's alternate flow took a conversation away that still waited here: counted for the source of the wait, and
// logged. The wait itself is left to what registration makes of it.
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeJob, type Job, type WaitJob } from '../../../functions/core/delivery/job.ts';
import { registerWait } from '../../../functions/core/wait/register-wait.ts';
import type { Progress } from '../../../functions/core/wait/session.ts';
import type { Processor } from '../../../functions/processors/processor.ts';
import { eventWorker } from '../../../functions/worker/event-worker.ts';
import { waitWorker } from '../../../functions/worker/wait-worker.ts';
import { DEADLINE_MS, PROGRESS, sampleJob, sampleMessage, sampleWaitJob, T0 } from '../../builders.ts';
import { makeWorld, type World } from '../../world.ts';

let world: World;
beforeEach(() => {
  world = makeWorld();
});

const noticed = () => world.log.of('platform_timeout');
const counted = (source = 'treble') => world.counters.counts.get(`${source}: platform_timeout`) ?? 0;

describe('on a source that does not wait', () => {
  const timeout = (more: Partial<Job> = {}): Job =>
    sampleJob({
      deliveryId: 'timeout-1',
      source: 'treble-events',
      type: 'treble.timeout',
      conversation: 'conversation-1',
      receivedAtMs: T0 + 300_000,
      ...more,
    });
  const done: Processor['process'] = async () => ({ kind: 'done', keys: [] });

  async function work(job: Job, process = done, receiveCount = 1): Promise<void> {
    const processor: Processor = { name: 'test', process };
    const ports = { ...world, admit: async () => ({ kind: 'admitted', processor, waits: false }) as const };
    const place = { queue: 'events', invocation: 'invocation-1', concurrency: 2 } as const;
    const messages = [sampleMessage(job, { receiveCount })];
    await eventWorker(ports)(messages, { place, endsAtMs: world.clock.nowMs() + 120_000 });
  }

  test.each<[string, Progress]>([
    ['waiting', PROGRESS.waiting],
    ['delegated', PROGRESS.delegated],
    ['decided', PROGRESS.decided],
    ['continued a moment later', { ...PROGRESS.continued, ending: { cause: 'done', atMs: T0 + 300_001 } }],
  ])('a wait that is %s is noticed, and stays as it is', async (_, progress) => {
    await world.store(progress, { receivedAtMs: T0 });
    await work(timeout());
    expect(noticed()).toMatchObject([
      { level: 'warn', deliveryId: 'timeout-1', source: 'treble', waitedMs: 300_000 },
    ]);
    expect(counted()).toBe(1);
    expect(await world.progress()).toEqual(progress);
    expect(world.counters.counts.get('treble-events: done')).toBe(1);
  });

  test.each<[string, Progress, Partial<Job>]>([
    ['had been continued', { ...PROGRESS.continued, ending: { cause: 'done', atMs: T0 + 299_999 } }, {}],
    ['began after it', PROGRESS.waiting, { receivedAtMs: T0 - 1 }],
    ['another event is about', PROGRESS.waiting, { type: 'treble.response' }],
    ['another conversation has', PROGRESS.waiting, { conversation: 'conversation-2' }],
    ['is about a replay', PROGRESS.waiting, { deliveryId: 'timeout-1#r1' }],
  ])('nothing is counted for a wait that %s', async (_, progress, more) => {
    await world.store(progress, { receivedAtMs: T0 });
    await work(timeout(more));
    expect(counted()).toBe(0);
  });

  test('an event that is tried again is counted once, at its first attempt', async () => {
    await world.store(PROGRESS.waiting, { receivedAtMs: T0 });
    await work(timeout(), async () => ({ kind: 'retry', reason: 'processor_error' }));
    expect(counted()).toBe(1);
    await work(timeout(), done, 2);
    expect(counted()).toBe(1);
  });

  test('an event that must wait behind another one of its conversation is counted at once', async () => {
    await world.store(PROGRESS.waiting, { receivedAtMs: T0 });
    const earlier = { deliveryId: 'earlier-1', receivedAtMs: T0 + 1, conversation: 'conversation-1' };
    const job = encodeJob(timeout(earlier));
    await world.backlogs.add({ ...earlier, source: 'treble-events', job }, { dueAtMs: T0 + 900_000 });
    await work(timeout());
    expect(world.log.of('backlog')).toMatchObject([{ deliveryId: 'timeout-1' }]);
    expect(counted()).toBe(1);
  });

  test('an event whose sender is not verified yet is not counted: it may be forged', async () => {
    await world.store(PROGRESS.waiting, { receivedAtMs: T0 });
    await work(timeout({ unverified: { headers: {}, signatures: {}, timestamps: {} } }));
    expect(counted()).toBe(0);
  });

  test('a session that cannot be read does not bring the event back', async () => {
    world = {
      ...world,
      sessions: { ...world.sessions, load: () => Promise.reject(new Error('an error with a secret')) },
    };
    await work(timeout());
    expect(world.counters.counts.get('treble-events: done')).toBe(1);
    expect(world.log.of('platform_timeout_unknown')).toMatchObject([{ error: 'Error' }]);
  });
});

describe('on a source that waits', () => {
  const settings = {
    deadlineMs: DEADLINE_MS,
    fallbackKeys: [],
    resumeDelayMs: 0,
    windowMs: 20 * 3600_000,
    resumeUrl: () => 'https://acuse.example/',
  };
  const job = (at: number, more: Partial<Pick<Job, 'type'>> = {}): WaitJob => ({
    ...sampleWaitJob({
      deliveryId: `delivery-${at}`,
      receivedAtMs: T0 + at,
      wait: { identity: `event ${at}` },
    }),
    ...more,
  });
  const timeout = job(2, { type: 'treble.timeout' });

  const register = (one: WaitJob) =>
    registerWait({ job: one, encoded: encodeJob(one), deadlineMs: DEADLINE_MS }, world.sessions);

  function work(
    one: WaitJob,
    process: Processor['process'] = async () => ({ kind: 'accepted' }),
    isFirst = true,
  ) {
    const task = {
      ...{ job: one, body: '{}', encoded: encodeJob(one), owner: `worker-${one.deliveryId}`, isFirst },
      processor: { name: 'test', process },
      place: { queue: 'waits', invocation: 'invocation-1', concurrency: 2 } as const,
    };
    return world.clock.finish(
      waitWorker(world, settings)({ ...task, endsAtMs: world.clock.nowMs() + 120_000 }),
    );
  }

  test.each([
    ['by ingest', register],
    ['by the worker', async () => undefined],
  ])('its own wait, registered %s, supersedes the older one, and that is noticed once', async (_, before) => {
    await register(job(1));
    await work(job(1));
    await before(timeout);
    await work(timeout);
    await work(timeout, undefined, false);
    expect(noticed()).toMatchObject([{ deliveryId: 'delivery-2', source: 'treble', type: 'treble.timeout' }]);
    expect([counted(), world.counters.counts.get('treble: superseded')]).toEqual([1, 1]);
    expect((await world.cycle())?.deliveryId).toBe('delivery-2');
  });

  test('also where the older job comes to a worker only then', async () => {
    await register(job(1));
    await register(timeout);
    await work(job(1));
    await work(timeout);
    expect([counted(), world.counters.counts.get('treble: superseded')]).toEqual([1, 1]);
  });

  test('a wait that had been continued is not counted, nor an answer that supersedes one', async () => {
    await register(job(1));
    await work(job(1), async () => ({ kind: 'done', keys: [] }));
    await register(timeout);
    await work(timeout);
    await register(job(3));
    await work(job(3));
    expect([counted(), world.counters.counts.get('treble: superseded')]).toEqual([0, 1]);
  });
});
