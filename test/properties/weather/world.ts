// A deployment in virtual time: the real worker, sweeper, breaker and retries on the fakes, with the defaults of the parameters.
// A test says how processors and Treble behave, delivers waits and events, and reads how long each took.
import { isRequeueId } from '../../../functions/core/backlog/backlog.ts';
import { breaker } from '../../../functions/core/breaker/breaker.ts';
import { encodeJob } from '../../../functions/core/delivery/job.ts';
import {
  breakerFailures,
  breakerPauseSeconds,
  breakerPercent,
  breakerWindowSeconds,
} from '../../../functions/core/parameters/breaker.ts';
import { eventsMaxConcurrency, waitsMaxConcurrency } from '../../../functions/core/parameters/deployment.ts';
import { sendWindowHours } from '../../../functions/core/parameters/treble.ts';
import { sessionDeadlineSeconds } from '../../../functions/core/parameters/work.ts';
import { registerWait } from '../../../functions/core/wait/register-wait.ts';
import type { Cycle } from '../../../functions/core/wait/session.ts';
import type { Processor, ProcessorAnswer } from '../../../functions/processors/processor.ts';
import { eventWorker } from '../../../functions/worker/event-worker.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { waitMessagesWorker } from '../../../functions/worker/wait-messages-worker.ts';
import { sampleJob, sampleWaitJob } from '../../builders.ts';
import { fakeOutbounds } from '../../contracts/outbound.fake.ts';
import { sessionOfRow } from '../../contracts/sessions-table.fake.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { runSweeper } from '../../run-sweeper.ts';
import { makeWorld } from '../../world.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DEADLINE_MS = sessionDeadlineSeconds.default * SECOND_MS;

/** Of the worker. */
const TIMEOUT_MS = 120_000;
const BATCH = 10;

const BREAKER = {
  failures: breakerFailures.default,
  percent: breakerPercent.default,
  windowMs: breakerWindowSeconds.default * SECOND_MS,
  pauseMs: breakerPauseSeconds.default * SECOND_MS,
};

const CONCURRENCY = { waits: waitsMaxConcurrency.default, events: eventsMaxConcurrency.default };

/** How a processor behaves at one call. */
export interface Behaviour {
  readonly tookMs: number;
  readonly answer: ProcessorAnswer;
  /** It calls the hosts that events name. */
  readonly callsAnyone?: true;
  readonly maxAttempts?: number;
}

export const HEALTHY: Behaviour = { tookMs: 200, answer: { kind: 'done', keys: [] } };
/** The default of `ProcessorTimeoutSeconds`. */
export const HANGS: Behaviour = {
  tookMs: 60_000,
  answer: { kind: 'retry', reason: 'processor_timeout' },
};

export interface TrebleCall {
  readonly atMs: number;
  readonly session: string;
  readonly status: number;
}

export interface WeatherOptions {
  /** By source. Times count from the start. */
  readonly processor?: (source: string, call: { readonly atMs: number; readonly id: string }) => Behaviour;
  readonly treble?: (
    session: string,
    atMs: number,
  ) => { readonly status: number; readonly retryAfterMs?: number };
  readonly deadlineMs?: number;
  readonly workerTimeoutMs?: number;
  readonly maxReceiveCount?: number;
}

export type Weather = ReturnType<typeof weather>;

export function weather({
  processor = () => HEALTHY,
  treble = () => ({ status: 200 }),
  deadlineMs = DEADLINE_MS,
  workerTimeoutMs = TIMEOUT_MS,
}: WeatherOptions = {}) {
  const clock = virtualClock();
  const startMs = clock.nowMs();
  const now = () => clock.nowMs() - startMs;
  const settings = {
    deadlineMs,
    resumeDelayMs: 0,
    windowMs: sendWindowHours.default * HOUR_MS,
    fallbackKeys: [],
    updatesPerSecond: 20,
    resumeUrl: () => 'https://acuse.example/resume',
  };
  const calls: TrebleCall[] = [];
  /** Calls of processors. */
  const attempts: { readonly source: string; readonly id: string; readonly atMs: number }[] = [];
  /** Events whose processor was done with them. */
  const worked: { readonly id: string; readonly atMs: number }[] = [];
  const base = makeWorld({
    clock,
    random: seeded(7),
    outbounds: fakeOutbounds(clock, {
      async make({ sessionId: session }) {
        const { status, retryAfterMs } = treble(session, now());
        calls.push({ atMs: now(), session, status });
        await clock.sleep(50);
        return { kind: 'answer', status, tookMs: 50, ...(retryAfterMs !== undefined && { retryAfterMs }) };
      },
    }),
  });
  const { table, queues, breakers, log } = base;
  /** Each instance knows only what it has read itself. */
  const instance = () => ({
    ...base,
    breaker: breaker({ store: breakers, clock, log }, BREAKER),
  });

  const processorOf = (source: string): Processor => {
    const { callsAnyone, maxAttempts } = processor(source, { atMs: now(), id: '' });
    return {
      name: 'test',
      destination: `http:${source}`,
      ...(callsAnyone && { callsAnyone }),
      ...(maxAttempts !== undefined && { maxAttempts }),
      async process({ job: { deliveryId: id } }) {
        attempts.push({ source, id, atMs: now() });
        const { tookMs, answer } = processor(source, { atMs: now(), id });
        await clock.sleep(tookMs);
        if (answer.kind === 'done') worked.push({ id, atMs: now() });
        return answer;
      },
    };
  };

  const jobOf = (id: string, source: string, conversation = id) =>
    sampleJob({ deliveryId: id, eventId: id, conversation, source, receivedAtMs: clock.nowMs() });

  /** As ingest does it. `queued: false`: the queue refused it, and it stands in the table alone. */
  async function deliver(
    id: string,
    source: string,
    conversation = id,
    { queued = true } = {},
  ): Promise<void> {
    const job = sampleWaitJob({
      ...jobOf(id, source, conversation),
      wait: { sessionId: conversation, identity: id, hasOwnTime: true },
    });
    const encoded = encodeJob(job);
    await registerWait({ job, encoded, deadlineMs }, base.sessions);
    if (queued)
      await base.queue.send({ queue: 'waits', job: encoded, group: conversation, deduplicationId: id });
  }

  const deliverEvent = (id: string, source: string, conversation = id): Promise<void> =>
    base.queue.send({
      queue: 'events',
      job: encodeJob(jobOf(id, source, conversation)),
      group: conversation,
      deduplicationId: id,
    });

  /** Like one of Lambda's event sources. */
  async function feed(queue: 'waits' | 'events', name: string): Promise<void> {
    const admit = async ({ source }: { source: string }) =>
      ({ kind: 'admitted', processor: processorOf(source), waits: queue === 'waits' }) as const;
    const ports = { ...instance(), admit };
    const work = queue === 'waits' ? waitMessagesWorker(ports, settings) : eventWorker(ports);
    for (let at = 0; ; at += 1) {
      const messages = queues.main[queue]
        .receive(BATCH)
        .map((one) => ({ ...one, requeued: isRequeueId(one.deduplicationId) }));
      if (messages.length === 0) {
        await clock.sleep(100);
        continue;
      }
      const place = { queue, invocation: `${name}-${at}`, concurrency: CONCURRENCY[queue] };
      const invocation = { place, endsAtMs: clock.nowMs() + workerTimeoutMs };
      const { batchItemFailures } = await returnMessages(queue, messages, ports, (ended) =>
        work(messages, invocation, ended),
      );
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { id, receiptHandle } of messages)
        if (!failed.has(id)) queues.main[queue].remove(receiptHandle);
    }
  }

  async function everyMinute(): Promise<void> {
    const ports = instance();
    for (let run = 0; ; run += 1) {
      await clock.sleep(MINUTE_MS - (now() % MINUTE_MS));
      const startsAtMs = clock.nowMs();
      const start = { owner: `sweeper-${run}`, startsAtMs, endsAtMs: startsAtMs + 75_000 };
      void runSweeper(start, ports, settings);
    }
  }

  for (const queue of ['waits', 'events'] as const)
    for (let worker = 0; worker < CONCURRENCY[queue]; worker += 1) void feed(queue, `${queue}-${worker}`);
  void everyMinute();

  const cycles = (): Cycle[] =>
    [...table.values()].flatMap(({ session }) => {
      const { cycle } = session ? sessionOfRow(session) : {};
      return cycle ? [cycle] : [];
    });

  return {
    clock,
    now,
    calls,
    attempts,
    worked,
    queues,
    breakers,
    errorLog: base.errorLog,
    log,
    counters: base.counters,
    deliver,
    deliverEvent,
    cycles,
    /** How long the waits of a source took, shortest first; endless for those that still wait. */
    waited: (source: string): number[] =>
      cycles()
        .filter((cycle) => cycle.source === source)
        .map(({ progress, receivedAtMs }) =>
          progress.state === 'continued' ? progress.ending.atMs - receivedAtMs : Number.POSITIVE_INFINITY,
        )
        .toSorted((a, b) => a - b),
    /** When a destination was paused, and whether by a probe. */
    pauses: (destination: string) =>
      log.of('breaker').filter((line) => line['destination'] === destination && line['state'] === 'open'),
  };
}

/** Of numbers in order. */
export const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;

/** The same numbers in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
