// Long outages: how few calls a breaker allows, and how fast all waits continue afterwards. The real code of worker and
// sweeper, on fakes and virtual time.
import { expect, test } from 'vitest';
import { breaker } from '../../functions/core/breaker/breaker.ts';
import { encodeJob } from '../../functions/core/delivery/job.ts';
import { registerWait } from '../../functions/core/wait/register-wait.ts';
import { parseSession } from '../../functions/core/wait/session.ts';
import type { Processor, ProcessorAnswer } from '../../functions/processors/processor.ts';
import { sweep } from '../../functions/sweeper/sweep.ts';
import { eventWorker } from '../../functions/worker/event-worker.ts';
import { returnMessages } from '../../functions/worker/return-messages.ts';
import { waitMessagesWorker } from '../../functions/worker/wait-messages-worker.ts';
import { sampleJob, sampleWaitJob } from '../builders.ts';
import { fakeOutbound } from '../contracts/outbound.fake.ts';
import { virtualClock } from '../contracts/virtual-clock.ts';
import { makeWorld } from '../world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const settings = {
  deadlineMs: 6 * HOUR_MS,
  resumeDelayMs: 0,
  windowMs: 20 * HOUR_MS,
  fallbackKeys: [],
  updatesPerSecond: 20,
  resumeUrl: () => 'https://acuse.example/resume',
};

/** The defaults of the parameters. */
const BREAKER = { failures: 100, percent: 50, windowMs: 600_000, pauseMs: 600_000 };
const WAITS_CONCURRENCY = 5;
const EVENTS_CONCURRENCY = 2;

/** By source: the answer of its processor, and its duration. */
type Answers = (source: string) => { readonly tookMs: number; readonly answer: ProcessorAnswer };

const healthy: Answers = () => ({ tookMs: 200, answer: { kind: 'done', keys: [] } });

interface Call {
  readonly atMs: number;
  readonly session: string;
  readonly ok: boolean;
}

function outageWorld(answers: Answers, trebleIsDown: (atMs: number) => boolean = () => false) {
  const clock = virtualClock();
  const startMs = clock.nowMs();
  const calls: Call[] = [];
  const attempts: { readonly source: string; readonly atMs: number }[] = [];
  const base = makeWorld({
    clock,
    random: seeded(7),
    outbound: {
      ...fakeOutbound(clock),
      async update(session) {
        const ok = !trebleIsDown(clock.nowMs() - startMs);
        calls.push({ atMs: clock.nowMs() - startMs, session, ok });
        await clock.sleep(50);
        return { kind: 'answer', status: ok ? 200 : 503, tookMs: 50 };
      },
    },
  });
  const { table, queues, breakers, log } = base;
  /** Each instance knows only the failures that it read. */
  const instance = () => ({ ...base, breaker: breaker({ store: breakers, clock, log }, BREAKER) });

  const processorOf = (source: string): Processor => ({
    name: 'test',
    destination: `http:${source}`,
    async process() {
      attempts.push({ source, atMs: clock.nowMs() - startMs });
      const { tookMs, answer } = answers(source);
      await clock.sleep(tookMs);
      return answer;
    },
  });

  const jobOf = (id: string, source: string) =>
    sampleJob({ deliveryId: id, eventId: id, conversation: id, source, receivedAtMs: clock.nowMs() });

  async function deliver(id: string, source: string): Promise<void> {
    const job = sampleWaitJob({
      ...jobOf(id, source),
      wait: { sessionId: id, identity: id, hasOwnTime: true },
    });
    const encoded = encodeJob(job);
    await registerWait({ job, encoded, deadlineMs: settings.deadlineMs }, base.sessions);
    await base.queue.send({ queue: 'waits', job: encoded, group: id, deduplicationId: id });
  }

  const deliverEvent = (id: string, source: string): Promise<void> =>
    base.queue.send({ queue: 'events', job: encodeJob(jobOf(id, source)), group: id, deduplicationId: id });

  async function feed(queue: 'waits' | 'events', batch: number): Promise<void> {
    const admit = async ({ source }: { source: string }) =>
      ({ kind: 'admitted', processor: processorOf(source), waits: queue === 'waits' }) as const;
    const ports = { ...instance(), admit };
    const workEvents = eventWorker(ports);
    const workWait = waitMessagesWorker(ports, settings);
    for (let at = 0; ; at += 1) {
      const messages = queues.main[queue].receive(batch);
      if (messages.length === 0) {
        await clock.sleep(500);
        continue;
      }
      const endsAtMs = clock.nowMs() + 120_000;
      const owner = `worker-${queue}-${at}-${messages[0]?.id}`;
      const working =
        queue === 'events'
          ? workEvents(messages, endsAtMs)
          : Promise.all(messages.map((one) => workWait(one, { owner, endsAtMs }))).then((retries) =>
              retries.flat(),
            );
      const { batchItemFailures } = await returnMessages(queue, messages, await working, ports);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { id, receiptHandle } of messages)
        if (!failed.has(id)) queues.main[queue].remove(receiptHandle);
    }
  }

  async function everyMinute(): Promise<void> {
    for (let run = 0; ; run += 1) {
      await clock.sleep(MINUTE_MS);
      const startsAtMs = clock.nowMs();
      const start = { owner: `sweeper-${run}`, startsAtMs, endsAtMs: startsAtMs + 55_000 };
      void sweep(start, instance(), settings);
    }
  }

  for (let worker = 0; worker < WAITS_CONCURRENCY; worker += 1) void feed('waits', 1);
  for (let worker = 0; worker < EVENTS_CONCURRENCY; worker += 1) void feed('events', 10);
  void everyMinute();

  return {
    clock,
    startMs,
    calls,
    attempts,
    queues,
    errorLog: base.errorLog,
    deliver,
    deliverEvent,
    sessions: () =>
      [...table.values()].flatMap(({ session }) => (session ? [parseSession(session.doc)] : [])),
  };
}

/** The same numbers in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('5,000 waits while Treble is unavailable for an hour: few calls, nothing lost, all continued minutes later', {
  timeout: 600_000,
}, async () => {
  const WAITS = 5_000;
  const world = outageWorld(healthy, (atMs) => atMs < HOUR_MS);
  for (let at = 0; at < WAITS; at += 1) {
    await world.deliver(`wait-${at}`, 'treble');
    await world.clock.advance(HOUR_MS / WAITS);
  }
  const during = world.calls.length;
  const spent = world.sessions().map(({ cycle }) => attemptsOf(cycle));
  // The failures that open the breaker, the calls in progress, and one probe per pause.
  expect(during).toBeLessThan(200);
  expect(spent.reduce((sum, one) => sum + one, 0)).toBe(during);
  expect(world.attempts).toHaveLength(WAITS);

  let minutes = 0;
  const isOver = () => world.sessions().every(({ cycle }) => cycle?.progress.state === 'continued');
  while (!isOver() && minutes < 60) {
    await world.clock.advance(MINUTE_MS);
    minutes += 1;
  }
  // Up to ten minutes until the next probe, then 20 a second.
  expect(minutes).toBeLessThan(10 + 1 + WAITS / 20 / 43 + 3);
  const accepted = Map.groupBy(
    world.calls.filter(({ ok }) => ok),
    ({ session }) => session,
  );
  expect(accepted.size).toBe(WAITS);
  expect([...accepted.values()].filter((times) => times.length > 1)).toEqual([]);
  expect(world.errorLog.entries.size).toBe(0);
  expect(world.queues.main.waits.size()).toBe(0);
  expect(world.queues.deadLetters.waits.size()).toBe(0);
});

test('a processor that is unavailable does not slow down the waits of another', {
  timeout: 600_000,
}, async () => {
  const sick: ProcessorAnswer = { kind: 'retry', reason: 'processor_unreachable' };
  const world = outageWorld((source) =>
    source === 'sick' ? { tookMs: 1_000, answer: sick } : healthy(source),
  );
  for (let at = 0; at < 1_800; at += 1) {
    await world.deliver(`wait-${at}`, at % 2 === 0 ? 'sick' : 'healthy');
    await world.clock.advance(1_000);
  }
  await world.clock.advance(2 * MINUTE_MS);
  const sickAttempts = world.attempts.filter(({ source }) => source === 'sick');
  expect(sickAttempts.length).toBeLessThan(200);
  // A message waits for a worker, its processor and Treble, but not for the unavailable processor.
  const delays = world
    .sessions()
    .filter(({ cycle }) => cycle?.source === 'healthy')
    .map(({ cycle }) =>
      cycle && 'ending' in cycle.progress ? cycle.progress.ending.atMs - cycle.receivedAtMs : 1e9,
    )
    .toSorted((a, b) => a - b);
  expect(delays).toHaveLength(900);
  expect(delays.at(-10)).toBeLessThan(5_000);
  const waiting = world.sessions().filter(({ cycle }) => cycle?.source === 'sick');
  expect(new Set(waiting.map(({ cycle }) => cycle?.progress.state))).toEqual(new Set(['waiting']));
});

test('events of an unavailable processor stay queued without attempts, and are processed when it is available', {
  timeout: 600_000,
}, async () => {
  let down = true;
  const sick: ProcessorAnswer = { kind: 'retry', reason: 'processor_unreachable' };
  const world = outageWorld((source) => (down ? { tookMs: 100, answer: sick } : healthy(source)));
  for (let at = 0; at < 1_000; at += 1) {
    await world.deliverEvent(`event-${at}`, 'botmaker');
    await world.clock.advance((2 * HOUR_MS) / 1_000);
  }
  expect(world.attempts.length).toBeLessThan(250);
  const parked = world.errorLog.entries.size;
  // Only those with five attempts before the breaker opened.
  expect(parked).toBeLessThan(25);
  expect(world.queues.main.events.size()).toBe(1_000 - parked);
  down = false;
  await world.clock.advance(30 * MINUTE_MS);
  expect(world.queues.main.events.size()).toBe(0);
  expect(world.errorLog.entries.size).toBe(parked);
});

test('10,000 waits that are due in one minute continue at the operator’s rate, oldest first, without a delay of new ones', {
  timeout: 600_000,
}, async () => {
  const WAITS = 10_000;
  const world = outageWorld((source) =>
    source === 'slow' ? { tookMs: 0, answer: { kind: 'accepted' } } : healthy(source),
  );
  for (let at = 0; at < WAITS; at += 1) {
    await world.deliver(`wait-${at}`, 'slow');
    await world.clock.advance(MINUTE_MS / WAITS);
  }
  await world.clock.advance(settings.deadlineMs - MINUTE_MS);
  const dueMs = settings.deadlineMs;
  for (let minute = 0; minute < 20; minute += 1) {
    await world.deliver(`new-${minute}`, 'quick');
    await world.clock.advance(MINUTE_MS);
  }
  const at = (one: string) => world.calls.filter(({ session }) => session === one).map(({ atMs }) => atMs);
  const updates = world.calls.filter(({ session }) => session.startsWith('wait-'));
  expect(updates).toHaveLength(WAITS);
  const perSecond = [...Map.groupBy(updates, ({ atMs }) => Math.floor(atMs / 1000)).values()];
  expect(Math.max(...perSecond.map((calls) => calls.length))).toBeLessThanOrEqual(
    settings.updatesPerSecond + 1,
  );
  // A run of 43 s sends 860.
  expect((updates.at(-1)?.atMs ?? 0) - dueMs).toBeLessThan((WAITS / 860 + 3) * MINUTE_MS);
  const numbers = updates.map(({ session }) => Number(session.slice('wait-'.length)));
  const overtaken = numbers.map((number, place) => place - number);
  // The waits that a run processes concurrently may change places.
  expect(Math.max(...overtaken)).toBeLessThanOrEqual(60);
  for (let minute = 0; minute < 20; minute += 1) {
    const [first, ...more] = at(`new-${minute}`);
    expect((first ?? 1e9) - dueMs - minute * MINUTE_MS).toBeLessThan(5_000);
    expect(more).toEqual([]);
  }
});

function attemptsOf(cycle: ReturnType<typeof parseSession>['cycle']): number {
  return cycle && 'update' in cycle.progress ? (cycle.progress.update?.attempts ?? 0) : 0;
}
