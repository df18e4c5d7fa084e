// A batch of events, as SQS delivers it: several messages of one conversation in a batch. All messages behind a failure
// return with a higher receive count, although they had no attempt.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Breaker } from '../../../functions/core/breaker/breaker.ts';
import { encodeJob, type Job, waitRef } from '../../../functions/core/delivery/job.ts';
import { WORK } from '../../../functions/core/policy.ts';
import type { Processor, ProcessorAnswer } from '../../../functions/processors/processor.ts';
import { notWorked } from '../../../functions/worker/admit.ts';
import { type EventPorts, eventWorker } from '../../../functions/worker/event-worker.ts';
import type { Message, Retry } from '../../../functions/worker/message.ts';
import { sampleJob, sampleMessage, sampleWaitJob, T0 } from '../../builders.ts';
import { neverOpen } from '../../contracts/breaker.fake.ts';
import { makeWorld, type World } from '../../world.ts';

const ENDS_AT_MS = T0 + 120_000;
const MAX_ATTEMPTS = WORK.eventAttempts;

const place = { queue: 'events', invocation: 'invocation-1', concurrency: 2 } as const;

let world: World;
let began: string[];
let ended: string[];

beforeEach(() => {
  world = makeWorld({ random: () => 1 });
  began = [];
  ended = [];
});

const parked = () => [...world.errorLog.entries.values()];

type Behaviour = (job: Job) => ProcessorAnswer | Promise<ProcessorAnswer>;
const done: ProcessorAnswer = { kind: 'done', keys: [] };

function ports(behave: Behaviour): EventPorts {
  const processor: Processor = {
    name: 'test',
    async process({ job }) {
      began.push(job.deliveryId);
      const answer = await behave(job);
      ended.push(job.deliveryId);
      return answer;
    },
  };
  return { ...world, admit: async () => ({ kind: 'admitted', processor, waits: false }) };
}

const workEvents = (messages: readonly Message[], made: EventPorts, endsAtMs: number): Promise<Retry[]> =>
  eventWorker(made)(messages, { place, endsAtMs });

function message(deliveryId: string, group: string, receiveCount = 1): Message {
  const job = sampleJob({ deliveryId, conversation: group, source: 'treble-events', type: 'treble.read' });
  return sampleMessage(job, { receiveCount });
}

const poisonFails: Behaviour = ({ deliveryId }) =>
  deliveryId === 'POISON' ? { kind: 'retry', reason: 'processor_error' } : done;

test('A1, POISON, A2, A3 in one batch: POISON is parked after five attempts, the others are processed in order', async () => {
  let left = ['A1', 'POISON', 'A2', 'A3'];
  let receives = 0;
  while (left.length > 0 && receives < 20) {
    receives += 1;
    const batch = left.map((id) => message(id, 'A', receives));
    const retries = await workEvents(batch, ports(poisonFails), ENDS_AT_MS);
    left = left.filter((id) => retries.some((retry) => retry.id === `m-${id}`));
  }
  expect(began).toEqual(['A1', ...Array(MAX_ATTEMPTS).fill('POISON'), 'A2', 'A3']);
  expect(parked()).toMatchObject([
    { deliveryId: 'POISON', attempts: MAX_ATTEMPTS, reason: 'processor_error' },
  ]);
  expect(world.attempts.counts).toEqual(new Map());
});

test('a failure returns after its backoff, with the messages behind it, and blocks no other conversation', async () => {
  const batch = [message('POISON', 'A'), message('B1', 'B'), message('A2', 'A'), message('B2', 'B')];
  const retries = await workEvents(batch, ports(poisonFails), ENDS_AT_MS);
  expect(retries).toEqual([
    { id: 'm-POISON', afterMs: 2000 },
    { id: 'm-A2', afterMs: 2000 },
  ]);
  expect(ended).toEqual(['POISON', 'B1', 'B2']);
});

test('the line of an outcome has the call that ended the event, which has no line of its own', async () => {
  await workEvents(
    [message('A1', 'A')],
    ports(async () => done),
    ENDS_AT_MS,
  );
  expect(world.log.lines).toMatchObject([
    { event: 'outcome', outcome: 'done', deliveryId: 'A1', attempt: 1, callMs: 0 },
  ]);
});

test('conversations are processed concurrently, each in order', async () => {
  const gate = Promise.withResolvers<void>();
  const batch = [message('A1', 'A'), message('A2', 'A'), message('B1', 'B')];
  const worked = workEvents(
    batch,
    ports(async ({ deliveryId }) => {
      if (deliveryId === 'A1') await gate.promise;
      return done;
    }),
    ENDS_AT_MS,
  );
  await new Promise(setImmediate);
  expect(began).toEqual(['A1', 'B1']);
  expect(ended).toEqual(['B1']);
  gate.resolve();
  expect(await worked).toEqual([]);
  expect(ended).toEqual(['B1', 'A1', 'A2']);
});

describe('a job that crashes the function', () => {
  /** The invocation never answers; all its messages return with one more receive. */
  const crashing: Behaviour = ({ deliveryId }) =>
    deliveryId === 'POISON' ? new Promise<ProcessorAnswer>(() => {}) : done;

  test('is parked without the other messages', async () => {
    let left = ['B1', 'A1', 'POISON', 'A2', 'C1'];
    const groups: Record<string, string> = { B1: 'B', C1: 'C' };
    let receives = 0;
    while (left.length > 0 && receives < 20) {
      receives += 1;
      const batch = left.map((id) => message(id, groups[id] ?? 'A', receives));
      const crash = new Promise<'crashed'>((resolve) => setTimeout(() => resolve('crashed'), 20));
      const end = await Promise.race([workEvents(batch, ports(crashing), ENDS_AT_MS), crash]);
      if (end !== 'crashed') left = left.filter((id) => end.some((retry) => retry.id === `m-${id}`));
    }
    expect(left).toEqual([]);
    expect(parked()).toMatchObject([
      { deliveryId: 'POISON', reason: 'worker_crashed', attempts: MAX_ATTEMPTS },
    ]);
    expect(new Set(ended)).toEqual(new Set(['A1', 'A2', 'B1', 'C1']));
    expect(began.filter((id) => id === 'POISON')).toHaveLength(1 + MAX_ATTEMPTS);
  });

  test('messages received twice are processed one at a time', async () => {
    let underWay = 0;
    let most = 0;
    const batch = ['A', 'B', 'C'].map((group) => message(`${group}1`, group, 2));
    await workEvents(
      batch,
      ports(async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        return done;
      }),
      ENDS_AT_MS,
    );
    expect(most).toBe(1);
    expect(ended).toHaveLength(3);
  });
});

test('an error of the processor is a failed attempt, and its text is not in the log', async () => {
  const retries = await workEvents(
    [message('A1', 'A')],
    ports(() => {
      throw new Error('the customer said: secret');
    }),
    ENDS_AT_MS,
  );
  expect(retries).toHaveLength(1);
  expect(JSON.stringify(world.log.lines)).not.toContain('secret');
  expect(world.log.lines).toContainEqual(expect.objectContaining({ event: 'attempt', threw: 'Error' }));
});

test('an unavailable store does not return finished messages', async () => {
  const broken = ports(poisonFails);
  const failing = { ...broken.attempts, count: () => Promise.reject(new Error('store unavailable')) };
  const batch = [message('A1', 'A'), message('POISON', 'B')];
  const retries = await workEvents(batch, { ...broken, attempts: failing }, ENDS_AT_MS);
  expect(retries.map(({ id }) => id)).toEqual(['m-POISON']);
});

test('a message without a valid job is parked unchanged, and the messages behind it continue', async () => {
  const batch = [{ ...message('A1', 'A'), body: 'no job' }, message('A2', 'A')];
  expect(
    await workEvents(
      batch,
      ports(() => done),
      ENDS_AT_MS,
    ),
  ).toEqual([]);
  expect(parked()).toMatchObject([{ deliveryId: 'm-A1', reason: 'bad_job', job: 'no job' }]);
  expect(ended).toEqual(['A2']);
});

test('no attempt starts without enough time: the message returns immediately and is not counted', async () => {
  const batch = [message('A1', 'A'), message('A2', 'A')];
  const slow: Behaviour = async () => {
    await world.clock.advance(ENDS_AT_MS - T0 - 15_000);
    return done;
  };
  expect(await workEvents(batch, ports(slow), ENDS_AT_MS)).toEqual([{ id: 'm-A2', afterMs: 0 }]);
  expect(began).toEqual(['A1']);
  expect(world.attempts.counts.size).toBe(0);
});

test('a forged job is dropped and counted, without a call of the processor', async () => {
  const forged = { ...ports(() => done), admit: async () => ({ kind: 'forged' }) as const };
  expect(await workEvents([message('A1', 'A'), message('A2', 'A')], forged, ENDS_AT_MS)).toEqual([]);
  expect(began).toEqual([]);
  expect(parked()).toEqual([]);
  expect(world.log.lines).toContainEqual(
    expect.objectContaining({ event: 'outcome', outcome: 'rejected', reason: 'forged' }),
  );
});

test.each([
  [{ kind: 'not_worked', reason: 'no_processor' }, 'ignored', 0],
  [{ kind: 'failed', reason: 'processor_error' }, 'parked', 1],
  [{ kind: 'accepted' }, 'done', 0],
] as const)('an event answered with %j ends as %s', async (answer, outcome, entries) => {
  expect(
    await workEvents(
      [message('A1', 'A')],
      ports(() => answer),
      ENDS_AT_MS,
    ),
  ).toEqual([]);
  expect(world.log.lines).toContainEqual(expect.objectContaining({ event: 'outcome', outcome }));
  expect(parked()).toHaveLength(entries);
});

test.each(['body', 'attempts'])(
  'a permit is given back when the %s cannot be read: nobody was called',
  async (what) => {
    const healths: string[] = [];
    const made = ports(() => done);
    const away = () => Promise.reject(new Error('store away'));
    const counting: Pick<Breaker, 'report'> = {
      async report(_destination, health) {
        healths.push(health);
        return false;
      },
    };
    const processor: Processor = { name: 'test', destination: 'http:api', process: async () => done };
    const broken: EventPorts = {
      ...made,
      breaker: { ...neverOpen, ...counting },
      admit: async () => ({ kind: 'admitted', processor, waits: false }),
      ...(what === 'attempts' && { attempts: { ...made.attempts, count: away } }),
      bodies: { ...made.bodies, get: what === 'body' ? away : async () => '{}' },
    };
    const job = sampleJob({
      deliveryId: 'A1',
      source: 'treble-events',
      body: { in: 'store', key: 'none/A1' },
    });
    const stored = { ...message('A1', 'A', 2), body: encodeJob(job) };
    expect(await workEvents([stored], broken, ENDS_AT_MS)).toHaveLength(1);
    expect(healths).toEqual(['unknown']);
  },
);

test.each([false, true])(
  'a stored body that is gone parks its event at once; unverified: %s',
  async (unverified) => {
    const healths: string[] = [];
    const processor: Processor = { name: 'test', destination: 'http:api', process: async () => done };
    const made: EventPorts = {
      ...ports(() => done),
      breaker: {
        ...neverOpen,
        async report(_destination, health) {
          healths.push(health);
          return false;
        },
      },
      admit: async () =>
        unverified ? { kind: 'body_missing' } : { kind: 'admitted', processor, waits: false },
    };
    const gone = sampleJob({ deliveryId: 'A1', body: { in: 'store', key: 'none/A1' } });
    expect(await workEvents([sampleMessage(gone), message('A2', 'A')], made, ENDS_AT_MS)).toEqual([]);
    expect(parked()[0]).toMatchObject({ deliveryId: 'A1', reason: 'body_missing', attempts: 0 });
    // The probe is given back: nobody was called.
    if (!unverified) expect(healths).toEqual(['unknown', 'healthy']);
  },
);

test('a processor of which fewer attempts are of use is tried so often', async () => {
  const process = async (): Promise<ProcessorAnswer> => ({ kind: 'retry', reason: 'photo_unreachable' });
  const processor: Processor = { name: 'test', maxAttempts: 3, process };
  const made: EventPorts = {
    ...ports(() => done),
    admit: async () => ({ kind: 'admitted', processor, waits: false }),
  };
  for (let receives = 1; receives <= 3; receives += 1) {
    const retries = await workEvents([message('A1', 'A', receives)], made, ENDS_AT_MS);
    expect(retries).toHaveLength(receives < 3 ? 1 : 0);
  }
  expect(parked()).toMatchObject([{ reason: 'photo_unreachable', attempts: 3 }]);
});

describe('beside events that take 8 s', () => {
  test.each([30_000, 60_000, 120_000])(
    'one that was received before gets its attempt at once, with a worker of %i ms',
    async (timeoutMs) => {
      const slow = ports(async () => {
        await world.clock.sleep(8_000);
        return done;
      });
      let receives = 1;
      while (!ended.includes('OLD') && receives < 10) {
        receives += 1;
        const fresh = ['1', '2', '3'].map((id) => message(`${receives}-${id}`, `${receives}-${id}`));
        const batch = [message('OLD', 'OLD', receives), ...fresh];
        await world.clock.finish(workEvents(batch, slow, world.clock.nowMs() + timeoutMs));
      }
      expect(ended).toContain('OLD');
      expect(receives).toBe(2);
    },
  );

  test('of several that came back more than once, one is worked on, and the others soon', async () => {
    const batch = ['A', 'B', 'C'].map((group) => message(`${group}1`, group, 3));
    const retries = await workEvents(
      [message('D1', 'D'), ...batch],
      ports(() => done),
      ENDS_AT_MS,
    );
    expect(new Set(ended)).toEqual(new Set(['D1', 'A1']));
    expect(retries).toEqual(['m-B1', 'm-C1'].map((id) => ({ id, afterMs: 2 * WORK.nextBatchMs })));
  });
});

test('a message that came while its source was not known is a wait if the source answers, else an event', async () => {
  const unverified = { headers: {}, signatures: {}, timestamps: {} };
  const job = {
    ...sampleWaitJob({ source: 'trino', platform: 'trino', wait: { message: 'of-1' } }),
    unverified,
  };
  const answered: string[] = [];
  const answering: EventPorts = {
    ...ports(() => done),
    admit: async () => ({ kind: 'admitted', processor: notWorked('disabled'), waits: true, answers: 'on' }),
    answer: async (task) => {
      answered.push(waitRef(task.job));
      return { kind: 'finished' };
    },
  };
  await workEvents([sampleMessage(job)], answering, T0 + 120_000);
  expect(answered).toEqual(['of-1']);
  const jobs: Job[] = [];
  const behave: Behaviour = (worked) => {
    jobs.push(worked);
    return { kind: 'failed', reason: 'processor_rejected' };
  };
  await workEvents([sampleMessage(job)], ports(behave), T0 + 120_000);
  expect(jobs.map(({ wait }) => wait)).toEqual([undefined]);
  expect([...world.errorLog.entries.values()].map(({ waits }) => waits)).toEqual([false]);
});
