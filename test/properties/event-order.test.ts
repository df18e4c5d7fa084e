// The order of events within a conversation, whatever goes wrong: processors that fail and pause, stores whose writes fail or
// are not confirmed, workers and sweepers that crash between two steps, messages that come twice. The real code of
// worker and sweeper, on fakes and virtual time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRequeueId } from '../../functions/core/backlog/backlog.ts';
import { breaker } from '../../functions/core/breaker/breaker.ts';
import { encodeJob, type Job } from '../../functions/core/delivery/job.ts';
import type { Processor, ProcessorAnswer } from '../../functions/processors/processor.ts';
import { eventWorker } from '../../functions/worker/event-worker.ts';
import { returnMessages } from '../../functions/worker/return-messages.ts';
import { sampleJob } from '../builders.ts';
import { virtualClock } from '../contracts/virtual-clock.ts';
import { runSweeper } from '../run-sweeper.ts';
import { makeWorld } from '../world.ts';
import { runs } from './runs.ts';
import { type Chance, seededChance } from './simulation/chance.ts';

const MINUTE_MS = 60_000;
const sweepSettings = {
  deadlineMs: 60 * MINUTE_MS,
  windowMs: 60 * MINUTE_MS,
  fallbackKeys: [],
  updatesPerSecond: 20,
};
const BREAKER = { failures: 3, percent: 50, windowMs: 10 * MINUTE_MS, pauseMs: 5 * MINUTE_MS };

interface Trouble {
  readonly seed: number;
  /** The share of calls to the stores that fail, half of them after their effect. */
  readonly failing: number;
  /** The share of these calls at which the function crashes. */
  readonly crashing: number;
  /** The share of the processor's calls that fail, while it is not down. */
  readonly failingCalls: number;
  readonly downMinutes: number;
  /** The share of deliveries that the queue does not take, or takes without an answer. */
  readonly copied: number;
}

/** Every method may fail before or after its effect, or never return. */
function unreliable<T extends object>(port: T, fate: () => 'well' | 'before' | 'after' | 'never'): T {
  const call =
    (method: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]) => {
      const fault = fate();
      if (fault === 'never') return new Promise<never>(() => {});
      if (fault === 'before') throw new Error('not made');
      const result = await method(...args);
      if (fault === 'after') throw new Error('made, and not confirmed');
      return result;
    };
  return Object.fromEntries(
    Object.entries(port).map(([name, value]) => [name, typeof value === 'function' ? call(value) : value]),
  ) as T;
}

function orderWorld(trouble: Trouble) {
  const clock = virtualClock();
  const chance: Chance = seededChance(trouble.seed);
  const base = makeWorld({ clock, random: chance.random });
  const { queues, breakers, log } = base;
  /** What processors have done, in order. */
  const done: Job[] = [];
  let calm = false;
  let condition: 'well' | 'fails' | 'hangs' = 'well';
  let calls = 0;

  function instance(isAlive: () => boolean, crash: () => void) {
    const fate = () => {
      if (!isAlive()) return 'never';
      if (calm || !chance.happens(trouble.failing)) return 'well';
      if (chance.happens(trouble.crashing)) {
        crash();
        return 'never';
      }
      return chance.pick('before', 'after');
    };
    const { backlogs, copies, attempts, queue, redelivery, errorLog } = base;
    const ports = {
      ...base,
      backlogs: unreliable(backlogs, fate),
      copies: unreliable(copies, fate),
      attempts: unreliable(
        { count: attempts.count, takeBack: attempts.takeBack, clear: attempts.clear },
        fate,
      ),
      queue: unreliable(queue, fate),
      redelivery: unreliable(redelivery, fate),
      errorLog: unreliable({ add: errorLog.add }, fate),
      breaker: breaker({ store: breakers, clock, log }, BREAKER),
    };
    const processor: Processor = {
      name: 'test',
      destination: 'http:api',
      async process({ job }): Promise<ProcessorAnswer> {
        calls += 1;
        await clock.sleep(condition === 'hangs' ? 60_000 : chance.between(50, 3_000));
        if (!isAlive()) return new Promise<never>(() => {});
        if (condition === 'hangs') return { kind: 'retry', reason: 'processor_timeout' };
        if (condition === 'fails' || (!calm && chance.happens(trouble.failingCalls)))
          return { kind: 'retry', reason: 'processor_unreachable' };
        done.push(job);
        return { kind: 'done', keys: [] };
      },
    };
    const admit = async () => ({ kind: 'admitted', processor, waits: false }) as const;
    return { ...ports, admit };
  }

  /** Runs until it ends or crashes. */
  async function invocation<T>(work: (ports: ReturnType<typeof instance>) => Promise<T>) {
    const crashed = Promise.withResolvers<undefined>();
    let alive = true;
    const crash = () => {
      alive = false;
      crashed.resolve(undefined);
    };
    return Promise.race([work(instance(() => alive, crash)), crashed.promise]);
  }

  async function feed(name: string): Promise<void> {
    const events = queues.main.events;
    for (let at = 0; ; at += 1) {
      const messages = events.receive(10).map((message) => ({
        ...message,
        requeued: isRequeueId(message.deduplicationId),
      }));
      if (messages.length === 0) {
        await clock.sleep(2_000);
        continue;
      }
      const endsAtMs = clock.nowMs() + 120_000;
      const place = { queue: 'events', invocation: `${name}-${at}`, concurrency: 2 } as const;
      const answer = await invocation((ports) =>
        returnMessages('events', messages, ports, (ended) =>
          eventWorker(ports)(messages, { place, endsAtMs }, ended),
        ),
      );
      if (!answer) continue;
      const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { id, receiptHandle } of messages)
        if (!failed.has(id) && clock.nowMs() < endsAtMs + 30_000) events.remove(receiptHandle);
    }
  }

  async function everyMinute(): Promise<void> {
    for (let at = 0; ; at += 1) {
      await clock.sleep(MINUTE_MS);
      const startsAtMs = clock.nowMs();
      const run = { owner: `sweeper-${at}`, startsAtMs, endsAtMs: startsAtMs + 75_000 };
      void invocation((ports) => runSweeper(run, ports, sweepSettings));
    }
  }

  /** As ingest does it. */
  async function deliver(deliveryId: string, conversation: string): Promise<void> {
    const job = sampleJob({ deliveryId, conversation, source: 'botmaker', receivedAtMs: clock.nowMs() });
    const encoded = encodeJob(job);
    const message = {
      queue: 'events',
      job: encoded,
      group: conversation,
      deduplicationId: deliveryId,
    } as const;
    const copied = chance.happens(trouble.copied);
    if (!copied || chance.happens(0.5)) await base.queue.send(message);
    if (!copied) return;
    await clock.sleep(chance.pick(10, 700, 2_000));
    await base.backlogs.list(job);
    await base.copies.keep({ ...message, deliveryId });
  }

  void feed('a');
  void feed('b');
  void everyMinute();

  return {
    clock,
    chance,
    base,
    done,
    deliver,
    calls: () => calls,
    processor(next: typeof condition) {
      condition = next;
    },
    calmDown: () => {
      calm = true;
    },
  };
}

/** A copy keeps its place for some minutes. Repeated failures can hold the conversation's group in the queue for longer. */
const isOrdered = ({ copied, failing, failingCalls }: Trouble) =>
  copied === 0 || (failing === 0 && failingCalls === 0);

const trouble = fc.record({
  seed: fc.nat(),
  failing: fc.constantFrom(0, 0.02, 0.1),
  crashing: fc.constantFrom(0, 0.2, 0.5),
  failingCalls: fc.constantFrom(0, 0.1, 0.3),
  downMinutes: fc.constantFrom(0, 5, 20),
  copied: fc.constantFrom(0, 0.1, 0.4),
});

test('the events of each conversation are done in order, none is lost, and none is stuck', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(trouble, async (made) => {
      const world = orderWorld(made);
      const { clock, chance, base, done, deliver } = world;
      const sent = new Map<string, string[]>();
      for (let at = 0; at < 40; at += 1) {
        world.processor(made.downMinutes > 0 && at >= 10 && at < 25 ? 'fails' : 'well');
        const conversation = `conversation-${chance.between(1, 4)}`;
        sent.set(conversation, [...(sent.get(conversation) ?? []), `d-${at}`]);
        const delivered = deliver(`d-${at}`, conversation);
        await clock.finish(delivered);
        // Events of the same millisecond have no order.
        await clock.advance(1 + chance.pick(0, 1_000, (made.downMinutes * MINUTE_MS) / 15));
      }
      world.processor('well');
      await clock.advance(10 * MINUTE_MS);
      world.calmDown();
      // A message that was lost is requeued after 20 minutes; one that crashed each time, several times.
      await clock.advance(4 * 60 * MINUTE_MS);
      expect(base.queues.main.events.size()).toBe(0);
      expect([...base.table.keys()]).toEqual([]);
      const parked = new Set([...base.errorLog.entries.values()].map(({ deliveryId }) => deliveryId));
      for (const [conversation, ids] of sent) {
        const ofIt = done.filter((job) => job.conversation === conversation);
        const firstTimes = [...new Set(ofIt.map(({ deliveryId }) => deliveryId))];
        const missing = ids.filter((id) => !firstTimes.includes(id) && !parked.has(id));
        expect(missing).toEqual([]);
        if (isOrdered(made)) expect(firstTimes).toEqual(ids.filter((id) => firstTimes.includes(id)));
      }
    }),
    runs(40),
  );
});

test('a processor that hangs for a day parks nothing; when it is back, all events are done in order within minutes', {
  timeout: 600_000,
}, async () => {
  const none = { failing: 0, crashing: 0, failingCalls: 0, downMinutes: 0, copied: 0 };
  const world = orderWorld({ seed: 7, ...none });
  const { clock, chance, base, done, deliver } = world;
  world.processor('hangs');
  const sent: string[] = [];
  for (let at = 0; at < 24 * 12; at += 1) {
    sent.push(`d-${at}`);
    await deliver(`d-${at}`, `conversation-${chance.between(1, 20)}`);
    await clock.advance(5 * MINUTE_MS);
  }
  // One that hangs at the start, and a probe after each pause, which grows to five minutes.
  expect(world.calls()).toBeLessThan(24 * 12 + 20);
  expect(done).toEqual([]);
  expect(base.queues.main.events.size()).toBe(0);
  world.processor('well');
  await clock.advance(15 * MINUTE_MS);
  expect(base.errorLog.entries.size).toBe(0);
  expect([...base.table.keys()]).toEqual([]);
  expect(done.map(({ deliveryId }) => deliveryId).toSorted()).toEqual(sent.toSorted());
  for (const ofOne of Map.groupBy(done, ({ conversation }) => conversation).values()) {
    const received = ofOne.map(({ receivedAtMs }) => receivedAtMs);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  }
});
