// A run of the sweeper on fakes: what it does for each next action.
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeJob, type Job } from '../../../functions/core/delivery/job.ts';
import type { JobQueue } from '../../../functions/core/delivery/job-queue.ts';
import type { DueList } from '../../../functions/core/due/due-list.ts';
import { registerWait } from '../../../functions/core/wait/register-wait.ts';
import type { Progress } from '../../../functions/core/wait/session.ts';
import type { SweepPorts, SweepRun } from '../../../functions/sweeper/sweep.ts';
import { DEADLINE_MS, DECISION, PROGRESS, sampleJob, sampleWaitJob, session, T0 } from '../../builders.ts';
import { memoryQueues } from '../../contracts/queues.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { runSweeper } from '../../run-sweeper.ts';
import { makeWorld } from '../../world.ts';

const ref = 'conversation-1';
const settings = {
  fallbackKeys: [{ key: 'verdict', value: 'unknown' }],
  updatesPerSecond: 20,
  deadlineMs: 300_000,
  windowMs: 20 * 3600_000,
};

function sweeperWorld() {
  const clock = virtualClock();
  const base = makeWorld({
    clock,
    queues: memoryQueues({ clock, visibilityMs: 150_000, maxReceiveCount: 100 }),
  });
  let runs = 0;
  const start = () => {
    runs += 1;
    const startsAtMs = clock.nowMs();
    return { owner: `sweeper-${runs}`, startsAtMs, endsAtMs: startsAtMs + 75_000 };
  };
  return {
    ...base,
    /** With a job, which the sweeper can requeue. */
    store: (progress: Progress) => base.store(progress, {}, 'the job'),
    start,
    run(others: Partial<SweepPorts> = {}, run: SweepRun = start()) {
      return clock.finish(runSweeper(run, { ...base, ...others }, settings));
    },
  };
}

let world: ReturnType<typeof sweeperWorld>;

beforeEach(() => {
  world = sweeperWorld();
});

test('a wait past its deadline is decided with the fallback, and sent immediately', async () => {
  await world.store(PROGRESS.delegated);
  await world.clock.advance(DEADLINE_MS);
  await world.run();
  expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([
    [
      { key: 'verdict', value: 'unknown' },
      { key: 'acuse_status', value: 'timeout' },
      { key: 'acuse_reason', value: 'deadline' },
    ],
  ]);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'timeout' } });
});

test('a due decision is sent unchanged, and again when its next call is due', async () => {
  await world.store(PROGRESS.decided);
  world.outbounds.answer(503);
  await world.run();
  expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([DECISION.keys, DECISION.keys]);
  expect(await world.progress()).toMatchObject({ state: 'continued' });
});

describe('an event that waits in the table', () => {
  const job = sampleJob({ deliveryId: 'event-1' });
  const due = { dueAtMs: T0, destination: 'http:api' };

  beforeEach(() => world.backlogs.add({ ...job, job: encodeJob(job) }, due));

  test('is requeued when it is due, once', async () => {
    await world.run();
    await world.clock.advance(60_000);
    await world.run();
    expect(world.queues.main.events.receive(10)).toMatchObject([
      { body: encodeJob(job), group: job.conversation, deduplicationId: 'event-1#b2' },
    ]);
    expect(world.queues.main.events.size()).toBe(1);
  });

  test('is held while its destination is paused', async () => {
    const look = async () => ({ kind: 'paused', untilMs: T0 + 60_000 }) as const;
    await world.run({ breaker: { ...world.breaker, look } });
    expect(world.queues.main.events.size()).toBe(0);
    await world.run();
    expect(world.queues.main.events.size()).toBe(1);
  });

  test('stays due while the queue is away', async () => {
    await world.run({ queue: { send: () => Promise.reject(new Error('queue away')) } });
    await world.run();
    expect(world.queues.main.events.size()).toBe(1);
  });
});

test('a stranded job is requeued once', async () => {
  await world.store(PROGRESS.waiting);
  await world.clock.advance(60_000);
  await world.run();
  await world.clock.advance(60_000);
  await world.run();
  expect(world.log.of('requeued')).toHaveLength(1);
  expect(world.queues.main.waits.receive(10)).toMatchObject([
    { body: 'the job', group: `${ref}-alone-1`, deduplicationId: 'delivery-1#s1' },
  ]);
});

test('a deferred job is requeued at its due time', async () => {
  await world.store({ state: 'waiting', dueAtMs: T0 + 90_000 });
  await world.clock.advance(20_000);
  await world.run();
  expect(world.log.of('requeued')).toEqual([]);
  await world.clock.advance(20_000);
  await world.run();
  expect(world.log.of('requeued')).toHaveLength(1);
  await world.run();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'the job', group: `${ref}-1` }]);
  expect(await world.progress()).toEqual({ state: 'waiting' });
});

test('a job that is deferred again before the write of the sweeper is requeued again', async () => {
  await world.store({ state: 'waiting', dueAtMs: T0 });
  const deferImmediately: JobQueue = {
    async send(message) {
      await world.queue.send(message);
      const dueAtMs = world.clock.nowMs() + 60_000;
      const deferred = session({ state: 'waiting', dueAtMs }, { cycle: { deferrals: 1 } });
      const { version } = await world.sessions.load(ref);
      await world.sessions.save(deferred, { expectedVersion: version, job: 'the job' });
    },
  };
  await world.run({ queue: deferImmediately });
  for (const { receiptHandle } of world.queues.main.waits.receive(10))
    world.queues.main.waits.remove(receiptHandle);
  await world.clock.advance(60_000);
  await world.run();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'the job' }]);
});

test('a copy is queued and removed, but stays while the queue is unavailable', async () => {
  const copy = {
    deliveryId: 'd-1',
    job: 'a job',
    group: 'g',
    deduplicationId: 'once',
    queue: 'waits',
  } as const;
  await world.copies.keep(copy);
  const unavailable = { send: () => Promise.reject(new Error('unavailable')) };
  await world.run({ queue: unavailable });
  expect(await world.copies.load('delivery#d-1')).toBeDefined();
  await world.run();
  await world.run();
  expect(await world.copies.load('delivery#d-1')).toBeUndefined();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'a job', deduplicationId: 'once' }]);
  expect(world.log.of('requeued')).toHaveLength(1);
});

test('a session that cannot be loaded does not stop the others', async () => {
  await world.store(PROGRESS.decided);
  await world.sessions.save(session(PROGRESS.decided, { ref: 'broken', sessionId: 'session-2' }), {
    expectedVersion: 0,
  });
  const { sessions } = world;
  const failing = {
    ...sessions,
    load: (one: string) => (one === 'broken' ? Promise.reject(new Error('no')) : sessions.load(one)),
  };
  await world.run({ sessions: failing });
  expect(world.outbounds.calls.map(({ sessionId }) => sessionId)).toEqual(['session-1']);
  expect(world.log.of('sweep_error')).toMatchObject([{ conversation: 'broken' }]);
});

// The first page of the due list has a decision, and Treble answers slowly. The second page cannot be read.
// The run ends only after the answer is written, because Lambda freezes all work after the end.
test('an incomplete list does not interrupt a call', async () => {
  await world.store(PROGRESS.decided);
  const due: DueList = {
    async *due(query) {
      yield* world.due.due(query);
      throw new Error('The second page cannot be read.');
    },
  };
  world.outbounds.answer(async () => {
    await world.clock.sleep(5_000);
    return { kind: 'answer', status: 200, tookMs: 5_000 };
  });
  await world.run({ due });
  expect(await world.progress()).toMatchObject({ state: 'continued' });
});

test('an unavailable queue is an error of the run, and gets no more calls after some errors', async () => {
  for (let id = 0; id < 6; id += 1) {
    const copy = { queue: 'events', job: '{}', group: 'g', deduplicationId: String(id) } as const;
    await world.copies.keep({ deliveryId: `d-${id}`, ...copy });
  }
  let sends = 0;
  const send = async () => {
    sends += 1;
    throw new Error('unavailable');
  };
  await world.run({ queue: { send } });
  expect(sends).toBeGreaterThanOrEqual(3);
  expect(world.log.of('sweep')).toMatchObject([{ level: 'warn', requeued: 0, errors: sends }]);
});

describe('a job that is only in its dead-letter queue', () => {
  /** Receives the message a hundred times without an answer. */
  async function moveToDeadLetters(job: Job): Promise<void> {
    await world.queue.send({ queue: 'waits', job: encodeJob(job), group: 'g', deduplicationId: 'd' });
    for (let receives = 0; receives <= 100; receives += 1) {
      world.queues.main.waits.receive(1);
      await world.clock.advance(151_000);
    }
    await world.run();
  }

  test('is parked, and its wait is registered with its deadline', async () => {
    await moveToDeadLetters(sampleWaitJob());
    expect(world.errorLog.entries.get('delivery-1#work')).toMatchObject({ reason: 'worker_crashed' });
    await world.run();
    expect(world.outbounds.calls).toMatchObject([{ sessionId: 'session-1' }]);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'timeout' } });
  });

  test('opens no wait when it is unverified', async () => {
    const unverified = { headers: {}, signatures: {}, timestamps: {} };
    await moveToDeadLetters(sampleWaitJob({ unverified }));
    expect(world.errorLog.entries.size).toBe(1);
    expect(await world.progress()).toBeUndefined();
  });
});

describe('between two runs', () => {
  const delegated = (name: string, deadlineAtMs: number) =>
    world.sessions.save(
      session(PROGRESS.delegated, { ref: name, sessionId: name, cycle: { deadlineAtMs } }),
      {
        expectedVersion: 0,
      },
    );
  const updates = () => world.outbounds.calls.map(({ sessionId, atMs }) => [sessionId, atMs - T0]);

  test('a deadline is kept within a second', async () => {
    await delegated('a', T0 + 42_999);
    await delegated('b', T0 + 7_000);
    await delegated('c', T0 + 7_000);
    await world.run();
    expect(updates()).toEqual([
      ['b', 7_000],
      ['c', 7_050],
      ['a', 42_999],
    ]);
    expect(world.log.of('sweep')).toMatchObject([{ level: 'info', looked: 3, decided: 3, sent: 3 }]);
  });

  test('a deadline after the end of the run is left to the next run', async () => {
    await delegated('a', T0 + 59_001);
    await world.run();
    expect(updates()).toEqual([]);
    expect(world.clock.nowMs()).toBe(T0);
  });

  test('a deadline that passes during other work is decided after it', async () => {
    await delegated('a', T0 + 5_000);
    const run = world.start();
    await world.clock.advance(20_000);
    await world.run({}, run);
    expect(updates()).toEqual([['a', 20_000]]);
  });

  test('a result before the deadline is the decision', async () => {
    await delegated('a', T0 + 30_000);
    const kept = world.run();
    const { version } = await world.sessions.load('a');
    const decided = session(PROGRESS.continued, { ref: 'a', sessionId: 'a' });
    await world.sessions.save(decided, { expectedVersion: version });
    await kept;
    expect(updates()).toEqual([]);
    expect((await world.sessions.load('a')).session).toEqual(decided);
  });

  test('the deadline of a wait in the queue is kept too', async () => {
    const late = { ref: 'a', sessionId: 'a', cycle: { deadlineAtMs: T0 + 30_000 } };
    await world.sessions.save(session(PROGRESS.waiting, late), { expectedVersion: 0 });
    await world.run();
    expect(updates()).toEqual([['a', 30_000]]);
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.sending])(
    'the run does not wait for what a worker has: $state',
    async (progress) => {
      await world.store(progress);
      await world.clock.advance(1);
      await world.run();
      expect(world.clock.nowMs()).toBe(T0 + 1);
    },
  );

  test('an entry that the index lists twice gets one call', async () => {
    await world.store(PROGRESS.decided);
    const due: DueList = {
      async *due(query) {
        for await (const entry of world.due.due(query)) {
          yield entry;
          await world.clock.sleep(60);
          yield { ...entry, dueAtMs: entry.dueAtMs - 1 };
        }
      },
    };
    world.outbounds.answer(async () => {
      await world.clock.sleep(400);
      return { kind: 'answer', status: 503, tookMs: 400 };
    });
    await world.clock.advance(50);
    await world.run({ due }, { ...world.start(), endsAtMs: world.clock.nowMs() + 14_000 });
    expect(world.outbounds.calls).toHaveLength(1);
  });
});

test('a dead letter of a wait that has ended is parked, and counts no second outcome', async () => {
  const job = sampleWaitJob({ conversation: ref, receivedAtMs: T0 });
  const encoded = encodeJob(job);
  await registerWait({ job, encoded, deadlineMs: DEADLINE_MS }, world.sessions);
  await world.queue.send({ queue: 'waits', job: encoded, group: 'g', deduplicationId: 'd' });
  await world.clock.advance(DEADLINE_MS);
  await world.run();
  for (let receives = 0; receives <= 100; receives += 1) {
    world.queues.main.waits.receive(1);
    await world.clock.advance(151_000);
  }
  await world.run();
  expect(world.errorLog.entries.get('delivery-1#work')).toMatchObject({ reason: 'worker_crashed' });
  expect([...world.counters.counts].filter(([name]) => name.startsWith('treble:'))).toEqual([
    ['treble: timeout', 1],
  ]);
  expect(world.log.of('outcome')).toMatchObject([{ outcome: 'timeout' }]);
});
