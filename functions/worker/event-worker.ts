// Works on a batch of events: conversations in parallel, each in order. A failure delays only its own conversation.
//
// SQS returns what follows a failure in its group too, and raises its receive count without an attempt. So the receive count
// does not count attempts. It only shows that something failed before:
//
//   received once      runs beside the others; if it fails, that is its first attempt
//   received before    runs after the others and alone; every attempt is counted before it begins, so that one
//                      which crashes the function is counted too, and its neighbours are not
//
// After so many attempts a job is parked in the error log and its followers go on.
import type { AttemptCounter } from '../core/delivery/attempt-counter.ts';
import type { BodyStore } from '../core/delivery/body-store.ts';
import { type Job, readJob } from '../core/delivery/job.ts';
import { type ParkPorts, park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY, WORK } from '../core/policy.ts';
import type { NotWorkedReason } from '../core/reason/reason.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import type { Admission } from './admit.ts';
import { bodyOf } from './body-of.ts';
import type { Hopeless, Message, Retry } from './message.ts';
import { type CallPorts, type Place, processorCaller } from './processor-caller.ts';
import type { Attempt } from './run-processor.ts';

export interface EventPorts extends CallPorts, ParkPorts {
  readonly counters: CallPorts['counters'];
  readonly clock: CallPorts['clock'];
  readonly bodies: BodyStore;
  readonly attempts: AttemptCounter;
  admit(job: Job): Promise<Admission>;
  random(): number;
}

/** Returns the messages that must come back. `endsAtMs`: when the function ends. */
export type EventWorker = (messages: readonly Message[], invocation: Invocation) => Promise<Retry[]>;

/** One run of the worker. */
export interface Invocation {
  readonly place: Place;
  readonly endsAtMs: number;
}

interface Limits {
  readonly place: Place;
  /** No attempt lasts longer. */
  readonly untilMs: number;
}

type MessageEnd = 'finished' | { readonly retryAfterMs: number };

export function eventWorker(ports: EventPorts): EventWorker {
  const { attempts, bodies, clock, log } = ports;
  const caller = processorCaller(ports);

  /** In order, up to the first that must come back. What follows it comes back with it, without an attempt. */
  async function workLane(lane: readonly Message[], end: Limits): Promise<Retry[]> {
    for (const [at, message] of lane.entries()) {
      const enough = end.untilMs - clock.nowMs() >= WORK.minEventAttemptMs;
      const worked = enough ? await workSafely(message, end) : { retryAfterMs: 0 };
      if (worked === 'finished') continue;
      return lane.slice(at).map(({ id }) => ({ id, afterMs: worked.retryAfterMs }));
    }
    return [];
  }

  /** An error of one message must not repeat those that are finished. */
  async function workSafely(message: Message, end: Limits): Promise<MessageEnd> {
    try {
      return await workMessage(message, end);
    } catch (error) {
      const { receiveCount } = message;
      const retryAfterMs = fullJitterMs(receiveCount, ports.random(), RETRY.store);
      log.write('error', { event: 'job_error', error: errorName(error), receiveCount, retryAfterMs });
      return { retryAfterMs };
    }
  }

  async function workMessage(message: Message, { untilMs, place }: Limits): Promise<MessageEnd> {
    const job = readJob(message.body);
    if (!job) return parkMessage(message, { reason: 'bad_job', attempts: 0 });
    const admission = await ports.admit(job);
    if (admission.kind === 'forged') return finish(job, 'rejected', 'forged');
    const { processor } = admission;
    const cautious = message.receiveCount > 1;
    const first = { processor, job, untilMs, place, attempt: message.receiveCount };
    const called = await caller.permitted(first, async (report): Promise<Tried> => {
      const body = await bodyOf(job, bodies);
      const counted = cautious ? await attempts.count(job.deliveryId) : undefined;
      if (counted !== undefined && counted > WORK.eventAttempts) return { counted, attempt: undefined };
      const task = { job, body };
      const call = { ...first, task, attempt: counted ?? 1 };
      return { counted, attempt: await caller.attempt(call, report) };
    });
    if (called.kind === 'crowded') return { retryAfterMs: WORK.crowdedMs * (1 + ports.random()) };
    if (called.kind === 'paused') {
      const spreadMs = fullJitterMs(message.receiveCount, ports.random(), RETRY.deferred);
      return { retryAfterMs: called.untilMs - clock.nowMs() + spreadMs };
    }
    const { counted, attempt } = called.value;
    if (!attempt) return parkMessage(message, { reason: 'worker_crashed', attempts: (counted ?? 1) - 1 });
    return endAttempt({ message, job, attempt, counted });
  }

  async function endAttempt({ message, job, attempt, counted }: Attempted): Promise<MessageEnd> {
    if (attempt.kind === 'retry') {
      const failed = counted ?? (await attempts.count(job.deliveryId));
      if (failed < WORK.eventAttempts)
        return { retryAfterMs: fullJitterMs(failed, ports.random(), RETRY.event) };
      await parkMessage(message, { reason: attempt.reason, attempts: failed });
    } else if (attempt.kind === 'failed') {
      await parkMessage(message, { reason: attempt.reason, attempts: counted ?? 1 });
    } else if (attempt.kind === 'not_worked') finish(job, 'ignored', attempt.reason);
    else finish(job, 'done');
    if (counted !== undefined || attempt.kind === 'retry') await attempts.clear(job.deliveryId);
    return 'finished';
  }

  async function parkMessage(message: Message, why: Hopeless): Promise<'finished'> {
    await park(parkedMessage(message, why), { ends: 'delivery' }, ports);
    return 'finished';
  }

  function finish(
    job: Job,
    outcome: 'done' | 'ignored' | 'rejected',
    reason?: NotWorkedReason | 'forged',
  ): 'finished' {
    const { deliveryId, source, conversation, type, unrecognised, receivedAtMs } = job;
    const tookMs = clock.nowMs() - receivedAtMs;
    const about = { deliveryId, source, conversation, type, unrecognised };
    log.write('info', { event: 'outcome', outcome, reason, ...about, tookMs });
    if (outcome === 'done')
      countOutcome(ports.counters, job, unrecognised === undefined ? 'done' : 'unrecognised');
    else countOutcome(ports.counters, job, reason === 'filtered' ? 'filtered' : 'ignored');
    return 'finished';
  }

  return async (messages, { place, endsAtMs }) => {
    const end = { place, untilMs: endsAtMs - WORK.eventReserveMs };
    const lanes = [...Map.groupBy(messages, ({ group }) => group).values()];
    const failedBefore = (lane: readonly Message[]) => lane.some(({ receiveCount }) => receiveCount > 1);
    const fresh = lanes.filter((lane) => !failedBefore(lane));
    const retries = await Promise.all(fresh.map((lane) => workLane(lane, end)));
    for (const lane of lanes.filter(failedBefore)) retries.push(await workLane(lane, end));
    return retries.flat();
  };
}

/** No attempt: the job has crashed the function too often. */
interface Tried {
  readonly counted: number | undefined;
  readonly attempt: Attempt | undefined;
}

interface Attempted {
  readonly message: Message;
  readonly job: Job;
  readonly attempt: Attempt;
  /** Attempts so far, this one included, where they are counted. */
  readonly counted: number | undefined;
}
