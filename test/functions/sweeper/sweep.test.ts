// A run of the sweeper on fakes: what it does about each kind of duty, once, and what it leaves behind.
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeJob, type Job } from '../../../functions/core/delivery/job.ts';
import type { JobQueue } from '../../../functions/core/delivery/job-queue.ts';
import type { DueList } from '../../../functions/core/due/due-list.ts';
import type { Progress } from '../../../functions/core/wait/session.ts';
import { keepDeadlines, type SweepPorts, sweep } from '../../../functions/sweeper/sweep.ts';
import { DEADLINE_MS, DECISION, PROGRESS, sampleWaitJob, session, T0 } from '../../builders.ts';
import { memoryQueues } from '../../contracts/queues.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
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
    return { owner: `sweeper-${runs}`, startsAtMs, endsAtMs: startsAtMs + 55_000 };
  };
  return {
    ...base,
    /** With a job, which the sweeper can requeue. */
    store: (progress: Progress) => base.store(progress, {}, 'the job'),
    start,
    run(others: Partial<SweepPorts> = {}) {
      return clock.finish(sweep(start(), { ...base, ...others }, settings));
    },
    keepDeadlines(run = start()) {
      return clock.finish(keepDeadlines(run, base, settings));
    },
  };
}

let world: ReturnType<typeof sweeperWorld>;

beforeEach(() => {
  world = sweeperWorld();
});

test('a deadline that has passed is decided with the fallback, and told at once', async () => {
  await world.store(PROGRESS.delegated);
  await world.clock.advance(DEADLINE_MS);
  await world.run();
  expect(world.outbound.calls.map(({ keys }) => keys)).toEqual([
    [
      { key: 'verdict', value: 'unknown' },
      { key: 'acuse_status', value: 'timeout' },
      { key: 'acuse_reason', value: 'deadline' },
    ],
  ]);
  expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'timeout' } });
});

test('a decision that is due is sent as it is, one call a run', async () => {
  await world.store(PROGRESS.decided);
  world.outbound.answer(503);
  await world.run();
  expect(world.outbound.calls).toHaveLength(1);
  await world.clock.advance(60_000);
  await world.run();
  expect(world.outbound.calls.map(({ keys }) => keys)).toEqual([DECISION.keys, DECISION.keys]);
  expect(await world.progress()).toMatchObject({ state: 'continued' });
});

test('a stranded job is queued once, however long nobody claims it', async () => {
  await world.store(PROGRESS.waiting);
  await world.clock.advance(60_000);
  await world.run();
  await world.clock.advance(60_000);
  await world.run();
  expect(world.log.of('requeued')).toHaveLength(1);
  expect(world.queues.main.waits.receive(10)).toMatchObject([
    { body: 'the job', group: `${ref}-1`, deduplicationId: 'delivery-1#s1' },
  ]);
});

test('a job whose processor was left alone is queued again when the pause is over, each time', async () => {
  await world.store({ state: 'waiting', dueAtMs: T0 + 70_000 });
  await world.clock.advance(60_000);
  await world.run();
  expect(world.log.of('requeued')).toEqual([]);
  await world.clock.advance(10_000);
  await world.run();
  await world.run();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'the job', group: `${ref}-1` }]);
  expect(await world.progress()).toEqual({ state: 'waiting' });
});

test('a job that is put off again before the sweeper could write that it is queued is queued anew', async () => {
  await world.store({ state: 'waiting', dueAtMs: T0 });
  const putOffAtOnce: JobQueue = {
    async send(message) {
      await world.queue.send(message);
      const dueAtMs = world.clock.nowMs() + 60_000;
      const putOff = session({ state: 'waiting', dueAtMs }, { cycle: { deferrals: 1 } });
      const { version } = await world.sessions.load(ref);
      await world.sessions.save(putOff, { expectedVersion: version, job: 'the job' });
    },
  };
  await world.run({ queue: putOffAtOnce });
  for (const { receiptHandle } of world.queues.main.waits.receive(10))
    world.queues.main.waits.remove(receiptHandle);
  await world.clock.advance(60_000);
  await world.run();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'the job' }]);
});

test('a copy is queued and gone; while the queue is away it stays', async () => {
  const copy = {
    deliveryId: 'd-1',
    job: 'a job',
    group: 'g',
    deduplicationId: 'once',
    queue: 'waits',
  } as const;
  await world.copies.keep(copy);
  const away = { send: () => Promise.reject(new Error('The queue is away.')) };
  await world.run({ queue: away });
  expect(await world.copies.load('delivery#d-1')).toBeDefined();
  await world.run();
  await world.run();
  expect(await world.copies.load('delivery#d-1')).toBeUndefined();
  expect(world.queues.main.waits.receive(10)).toMatchObject([{ body: 'a job', deduplicationId: 'once' }]);
  expect(world.log.of('requeued')).toHaveLength(1);
});

test('one broken session and a store that fails for it stop nothing else', async () => {
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
  expect(world.outbound.calls.map(({ sessionId }) => sessionId)).toEqual(['session-1']);
  expect(world.log.of('sweep_error')).toMatchObject([{ conversation: 'broken' }]);
});

// The first page of the due list names a decision; Treble takes its time.
// The second page cannot be read.
// The run says so, but not before the answer is written down: what runs on after it is frozen.
test('a list that breaks off leaves no call half made', async () => {
  await world.store(PROGRESS.decided);
  const due: DueList = {
    async *due(query) {
      yield* world.due.due(query);
      throw new Error('The second page cannot be read.');
    },
  };
  world.outbound.answer(async () => {
    await world.clock.sleep(5_000);
    return { kind: 'answer', status: 200, tookMs: 5_000 };
  });
  await world.run({ due });
  expect(await world.progress()).toMatchObject({ state: 'continued' });
});

test('a queue that is away is an error of the run, and is soon not asked any more', async () => {
  for (let id = 0; id < 6; id += 1) {
    const copy = { queue: 'events', job: '{}', group: 'g', deduplicationId: String(id) } as const;
    await world.copies.keep({ deliveryId: `d-${id}`, ...copy });
  }
  let asked = 0;
  const away = async () => {
    asked += 1;
    throw new Error('away');
  };
  await world.run({ queue: { send: away } });
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(world.log.of('sweep')).toMatchObject([{ level: 'warn', requeued: 0, errors: asked }]);
});

describe('a job that only its dead-letter queue has', () => {
  /** Received a hundred times and given back by nobody. */
  async function died(job: Job): Promise<void> {
    await world.queue.send({ queue: 'waits', job: encodeJob(job), group: 'g', deduplicationId: 'd' });
    for (let receives = 0; receives <= 100; receives += 1) {
      world.queues.main.waits.receive(1);
      await world.clock.advance(151_000);
    }
    await world.run();
  }

  test('is parked, and its wait has a deadline from then on: nobody waits for ever', async () => {
    await died(sampleWaitJob());
    expect(world.errorLog.entries.get('delivery-1#work')).toMatchObject({ reason: 'worker_crashed' });
    await world.run();
    expect(world.outbound.calls).toMatchObject([{ sessionId: 'session-1' }]);
    expect(await world.progress()).toMatchObject({ state: 'continued', ending: { cause: 'timeout' } });
  });

  test('opens no wait if it was never checked', async () => {
    const unverified = { headers: {}, signatures: {}, timestamps: {} };
    await died(sampleWaitJob({ unverified }));
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
  const told = () => world.outbound.calls.map(({ sessionId, atMs }) => [sessionId, atMs - T0]);

  test('a deadline is kept to the second', async () => {
    await delegated('a', T0 + 42_999);
    await delegated('b', T0 + 7_000);
    await delegated('c', T0 + 7_000);
    await world.keepDeadlines();
    expect(told()).toEqual([
      ['b', 7_000],
      ['c', 7_050],
      ['a', 42_999],
    ]);
    expect(world.log.of('deadlines')).toMatchObject([{ level: 'info', looked: 3, decided: 3, sent: 3 }]);
  });

  test('one that would come too late in the run is left to the next', async () => {
    await delegated('a', T0 + 43_001);
    await world.keepDeadlines();
    expect(told()).toEqual([]);
    expect(world.clock.nowMs()).toBe(T0);
  });

  test('one that came while the run was busy has its turn', async () => {
    await delegated('a', T0 + 5_000);
    const run = world.start();
    await world.clock.advance(20_000);
    await world.keepDeadlines(run);
    expect(told()).toEqual([['a', 20_000]]);
  });

  test('a result that comes in time is the decision', async () => {
    await delegated('a', T0 + 30_000);
    const kept = world.keepDeadlines();
    const { version } = await world.sessions.load('a');
    const decided = session(PROGRESS.continued, { ref: 'a', sessionId: 'a' });
    await world.sessions.save(decided, { expectedVersion: version });
    await kept;
    expect(told()).toEqual([]);
    expect((await world.sessions.load('a')).session).toEqual(decided);
  });

  test('so is that of a wait whose turn has not come', async () => {
    const late = { ref: 'a', sessionId: 'a', cycle: { deadlineAtMs: T0 + 30_000 } };
    await world.sessions.save(session(PROGRESS.waiting, late), { expectedVersion: 0 });
    await world.keepDeadlines();
    expect(told()).toEqual([['a', 30_000]]);
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.decided, PROGRESS.sending])(
    'nobody stays for what others look at: $state',
    async (progress) => {
      await world.store(progress);
      await world.clock.advance(1);
      await world.keepDeadlines();
      expect(world.clock.nowMs()).toBe(T0 + 1);
      expect(world.log.of('deadlines')).toEqual([]);
    },
  );
});
