// Events that leave the queue for the table: what the worker does with a conversation that has a backlog.
import { beforeEach, describe, expect, test } from 'vitest';
import { isRequeueId } from '../../../functions/core/backlog/backlog.ts';
import { encodeJob } from '../../../functions/core/delivery/job.ts';
import { SWEEP, WORK } from '../../../functions/core/policy.ts';
import type { Processor, ProcessorAnswer } from '../../../functions/processors/processor.ts';
import { requeuer } from '../../../functions/sweeper/requeue.ts';
import { eventWorker } from '../../../functions/worker/event-worker.ts';
import { sampleJob, T0 } from '../../builders.ts';
import { neverOpen } from '../../contracts/breaker.fake.ts';
import { makeWorld, type World } from '../../world.ts';

const done: ProcessorAnswer = { kind: 'done', keys: [] };
const failure: ProcessorAnswer = { kind: 'retry', reason: 'processor_unreachable' };
const conversation = 'A';

let world: World;
let paused: boolean;
/** Of what fails, only the event is to blame. */
let ownFailures: Set<string>;
let tookMs: number;
let began: string[];
let firsts: boolean[];

beforeEach(() => {
  world = makeWorld({ random: () => 1 });
  paused = false;
  ownFailures = new Set();
  tookMs = 0;
  began = [];
  firsts = [];
});

const processor: Processor = {
  name: 'test',
  destination: 'http:api',
  async process({ job }) {
    began.push(job.deliveryId);
    await world.clock.sleep(tookMs);
    return paused || ownFailures.has(job.deliveryId) ? failure : done;
  },
};

const ports = () => ({
  ...world,
  breaker: {
    ...neverOpen,
    report: async () => paused,
    acquire: (...[destination, call]: Parameters<typeof neverOpen.acquire>) => {
      firsts.push(call.history === 'new');
      return neverOpen.acquire(destination, call);
    },
  },
  admit: async () => ({ kind: 'admitted', processor, waits: false }) as const,
});

const jobOf = (deliveryId: string) =>
  sampleJob({
    deliveryId,
    conversation,
    source: 'botmaker',
    receivedAtMs: T0 + Number(deliveryId.slice(1)) * 1000,
  });

const deliver = (deliveryId: string, deduplicationId = deliveryId) =>
  world.queue.send({
    queue: 'events',
    job: encodeJob(jobOf(deliveryId)),
    group: conversation,
    deduplicationId,
  });

/** One invocation on what the queue has. Returns what comes back to it. */
async function work({ lasts = 120_000, crashes = false } = {}) {
  const events = world.queues.main.events;
  const messages = events.receive(10).map((one) => ({ ...one, requeued: isRequeueId(one.deduplicationId) }));
  const place = { queue: 'events', invocation: 'invocation-1', concurrency: 2 } as const;
  const endsAtMs = world.clock.nowMs() + lasts;
  const retries = await world.clock.finish(eventWorker(ports())(messages, { place, endsAtMs }));
  if (crashes) return messages;
  for (const { id, receiptHandle } of messages) {
    const retry = retries.find((one) => one.id === id);
    if (retry) events.hide(receiptHandle, retry.afterMs);
    else events.remove(receiptHandle);
  }
  return retries;
}

const requeue = () => requeuer(world, () => undefined).backlog(conversation);
const waiting = async () =>
  (await world.backlogs.load(conversation))?.waiting.map(({ deliveryId }) => deliveryId) ?? [];
const dueAtMs = async () => (await world.backlogs.load(conversation))?.dueAtMs;

describe('while the destination is paused', () => {
  beforeEach(async () => {
    paused = true;
    for (const id of ['d1', 'd2']) await deliver(id);
    expect(await work()).toEqual([]);
  });

  test('an event and those behind it are in the table, due now, after one attempt that does not count', async () => {
    expect(began).toEqual(['d1']);
    expect(await waiting()).toEqual(['d1', 'd2']);
    expect(await world.backlogs.load(conversation)).toMatchObject({
      destination: 'http:api',
      source: 'botmaker',
      dueAtMs: T0,
    });
    expect(world.queues.main.events.size()).toBe(0);
    expect(world.attempts.counts.size).toBe(0);
  });

  test('a later event goes behind them without an attempt', async () => {
    await deliver('d3');
    expect(await work()).toEqual([]);
    expect(began).toEqual(['d1']);
    expect(await waiting()).toEqual(['d1', 'd2', 'd3']);
  });

  test('an attempt that was counted before it began is taken back, so nothing is ever parked', async () => {
    for (let time = 0; time < 2 * WORK.eventAttempts; time += 1) {
      await requeue();
      await work({ crashes: true });
      await world.clock.advance(150_000);
      await work();
      await world.clock.advance(SWEEP.requeueAgainMs);
    }
    expect(world.errorLog.entries.size).toBe(0);
    expect([...world.attempts.counts.values()]).toEqual([0]);
    expect(await waiting()).toEqual(['d1', 'd2']);
  });

  test('when it is back, the head is requeued and the others follow from the table, in order', async () => {
    await deliver('d3');
    await work();
    paused = false;
    expect(await requeue()).toBe(true);
    expect(await work()).toEqual([]);
    expect(began).toEqual(['d1', 'd1', 'd2', 'd3']);
    expect(await waiting()).toEqual([]);
    expect(world.table.size).toBe(0);
    // Only an event that nobody has tried says something new about its destination.
    expect(firsts).toEqual([true, false, false, false]);
  });

  test('a new event in the batch of the head goes behind those that wait', async () => {
    paused = false;
    await requeue();
    await deliver('d9');
    await work();
    expect(began).toEqual(['d1', 'd1', 'd2', 'd9']);
    expect(world.table.size).toBe(0);
  });

  test('a requeued head is not requeued again for a while, and then under another id', async () => {
    await requeue();
    expect(await dueAtMs()).toBe(T0 + SWEEP.requeueAgainMs);
    await requeue();
    const ids = world.queues.main.events.receive(10).map(({ deduplicationId }) => deduplicationId);
    expect(ids).toEqual(['d1#b2', 'd1#b3']);
  });

  test('the second message of a head that has ended is dropped', async () => {
    paused = false;
    await requeue();
    await requeue();
    await work();
    await work();
    expect(began.filter((id) => id === 'd1')).toHaveLength(2);
    expect(world.queues.main.events.size()).toBe(0);
  });

  test('an unconfirmed write after the requeue costs no second message', async () => {
    const away = { ...world.backlogs, setDue: () => Promise.reject(new Error('store away')) };
    await expect(
      requeuer({ ...world, backlogs: away }, () => undefined).backlog(conversation),
    ).rejects.toThrow();
    await requeue();
    expect(world.queues.main.events.size()).toBe(1);
  });

  test('what does not fit into the time is left due now', async () => {
    paused = false;
    tookMs = 100_000;
    await requeue();
    await work();
    expect(began).toEqual(['d1', 'd1']);
    expect(await waiting()).toEqual(['d2']);
    expect(await dueAtMs()).toBe(world.clock.nowMs());
  });

  test('an event whose job was erased does not stop those behind it', async () => {
    world.table.delete('delivery#d1');
    paused = false;
    expect(await requeue()).toBe(true);
    await work();
    expect(began).toEqual(['d1', 'd2']);
    expect(world.table.size).toBe(0);
  });

  test('a worker that crashes after the table was written loses and doubles nothing', async () => {
    await deliver('d3');
    await work({ crashes: true });
    await world.clock.advance(150_000);
    expect(await waiting()).toEqual(['d1', 'd2', 'd3']);
    await work();
    expect(await waiting()).toEqual(['d1', 'd2', 'd3']);
    paused = false;
    await requeue();
    await work();
    expect(began).toEqual(['d1', 'd1', 'd2', 'd3']);
  });
});

test('an event that is older than all that wait does not go behind them', async () => {
  await world.backlogs.add({ ...jobOf('d2'), job: encodeJob(jobOf('d2')) });
  await deliver('d1');
  await work();
  expect(began).toEqual(['d1']);
  expect(await waiting()).toEqual(['d2']);
});

test('a failure of the event’s own stays in the queue for a short pause, and is parked after its attempts', async () => {
  ownFailures.add('d1');
  for (const id of ['d1', 'd2']) await deliver(id);
  for (let time = 0; time < WORK.eventAttempts; time += 1) {
    await work();
    await world.clock.advance(20_000);
  }
  expect(world.errorLog.entries.size).toBe(1);
  expect(began).toEqual([...Array(WORK.eventAttempts).fill('d1'), 'd2']);
  expect(world.table.size).toBe(0);
});

test('an event that always fails by itself is parked from the table too, and the next follows', async () => {
  paused = true;
  for (const id of ['d1', 'd2']) await deliver(id);
  await work();
  paused = false;
  ownFailures.add('d1');
  for (let time = 0; time < 20 && (await waiting()).length > 0; time += 1) {
    await requeue();
    await work();
    await world.clock.advance(SWEEP.requeueAgainMs);
  }
  expect([...world.errorLog.entries.values()]).toMatchObject([
    { deliveryId: 'd1', attempts: WORK.eventAttempts },
  ]);
  expect(began.at(-1)).toBe('d2');
  expect(world.table.size).toBe(0);
});

test('while the table is away, nothing is worked on, and the messages come back', async () => {
  await deliver('d1');
  world = { ...world, backlogs: { ...world.backlogs, load: () => Promise.reject(new Error('away')) } };
  expect(await work()).toHaveLength(1);
  expect(began).toEqual([]);
});

test('where nothing waits, nothing is written', async () => {
  await deliver('d1');
  const { load } = world.backlogs;
  const refuse = () => Promise.reject(new Error('a write'));
  const backlogs = { ...world.backlogs, load, add: refuse, list: refuse, setDue: refuse, remove: refuse };
  world = { ...world, backlogs };
  expect(await work()).toEqual([]);
  expect(began).toEqual(['d1']);
});

test('what waits in the queue too often goes to the table', async () => {
  ownFailures.add('d1');
  await deliver('d1');
  for (let time = 0; time < WORK.maxReturns; time += 1) {
    const [message] = world.queues.main.events.receive(1);
    if (message) world.queues.main.events.hide(message.receiptHandle, 0);
    await world.clock.advance(1);
  }
  expect(await work()).toEqual([]);
  expect(await waiting()).toEqual(['d1']);
});

describe('an event that ingest has copied into the table', () => {
  beforeEach(async () => {
    const { receivedAtMs, source } = jobOf('d1');
    const queue = { queue: 'events', group: conversation, deduplicationId: 'event-1' } as const;
    await world.copies.keep({ deliveryId: 'd1', job: encodeJob(jobOf('d1')), ...queue });
    await world.backlogs.list({ deliveryId: 'd1', receivedAtMs, conversation, source });
  });

  const requeueCopy = () => requeuer(world, () => undefined).copy('delivery#d1');

  test('is not overtaken by the next event of its conversation', async () => {
    await deliver('d2');
    await work();
    expect(began).toEqual([]);
    expect(await requeueCopy()).toBe(false);
    await requeue();
    await work();
    expect(began).toEqual(['d1', 'd2']);
    expect(world.table.size).toBe(0);
    expect(world.queues.main.events.size()).toBe(0);
  });

  test('is not overtaken by what the queue had before it was requeued', async () => {
    await deliver('d2');
    await requeue();
    await work();
    expect(began).toEqual(['d1', 'd2']);
    expect(world.table.size).toBe(0);
  });

  test.each(['before', 'after'])(
    'comes once where the queue had it too: its message %s the sweeper',
    async (when) => {
      await deliver('d1', 'event-1');
      if (when === 'before') await work();
      await requeue();
      await work();
      await world.clock.advance(60_000);
      await requeue();
      await work();
      expect(began).toEqual(['d1']);
      expect(world.table.size).toBe(0);
    },
  );

  test('comes once where its message was worked on before it was listed', async () => {
    world.table.clear();
    await deliver('d1', 'event-1');
    await work();
    const copy = { job: encodeJob(jobOf('d1')), group: conversation, deduplicationId: 'event-1' };
    await world.copies.keep({ deliveryId: 'd1', queue: 'events', ...copy });
    await world.backlogs.list(jobOf('d1'));
    await deliver('d2');
    await requeue();
    await work();
    expect(began).toEqual(['d1']);
    expect(await waiting()).toEqual(['d1', 'd2']);
    await world.clock.advance(SWEEP.copyTakenMs);
    await requeue();
    await work();
    expect(began).toEqual(['d1', 'd2']);
    expect(world.table.size).toBe(0);
  });

  test('keeps its place behind a head that waits for a paused destination', async () => {
    paused = true;
    await deliver('d0');
    await work();
    expect(await waiting()).toEqual(['d0', 'd1']);
    expect(await requeueCopy()).toBe(false);
    expect(world.queues.main.events.size()).toBe(0);
    paused = false;
    await requeue();
    await work();
    expect(began).toEqual(['d0', 'd0']);
    await requeue();
    await work();
    expect(began).toEqual(['d0', 'd0', 'd1']);
  });

  test('stays in the table when a worker puts it off while the sweeper sends it', async () => {
    paused = true;
    const send = async (message: Parameters<typeof world.queue.send>[0]) => {
      await world.queue.send(message);
      await work();
    };
    await requeuer({ ...world, queue: { send } }, () => undefined).backlog(conversation);
    expect(await waiting()).toEqual(['d1']);
    expect(await world.backlogs.loadJob('d1')).toEqual({ encoded: encodeJob(jobOf('d1')) });
  });
});
