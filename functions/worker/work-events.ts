// A batch of events: conversations side by side, each in order, a failure holding only its own conversation.
//
// SQS hands back whatever follows a failure in its group, and that gains a receive count without ever having been
// tried. So the receive count decides nothing here. It only tells that something went wrong before, and then:
//
//   received once      runs beside the others; if it fails, that is its first attempt
//   received before    runs after the others and alone; every attempt is counted before it begins, so that one
//                      which takes the function down with it is counted too, and its neighbours are not
//
// After MAX_ATTEMPTS a job is parked in the error log and its followers go on.

import type { AttemptCounter } from '../core/delivery/attempt-counter.ts';
import type { BodyStore } from '../core/delivery/body-store.ts';
import { type Job, readJob } from '../core/delivery/job.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import { type Admission, IDLE_REASONS } from './admit.ts';
import { acquirePermit, type CallPorts, callProcessor } from './ask-processor.ts';
import { bodyOf } from './body-of.ts';
import { type Message, type ParkPorts, park, type Retry, TROUBLE_RETRY } from './message.ts';
import type { Attempt } from './run-processor.ts';

export const MAX_ATTEMPTS = 5;
const RETRY = { baseMs: 2000, capMs: 300_000 };

/** Kept free at the end of an invocation, to write down and hand back. */
const RESERVE_MS = 5_000;

/** No attempt begins with less time: it would be cut short for no fault of its own. */
const MIN_ATTEMPT_MS = 20_000;

/** Behind an open breaker a message comes back when the pause is over, spread over so long. */
const DEFERRED = { baseMs: 1_000, capMs: 30_000 };

export interface EventPorts extends CallPorts, ParkPorts {
  readonly bodies: BodyStore;
  admit(job: Job): Promise<Admission>;
  readonly attempts: AttemptCounter;
  random(): number;
}

export async function workEvents(
  messages: readonly Message[],
  ports: EventPorts,
  endsAtMs: number,
): Promise<Retry[]> {
  const lanes = [...Map.groupBy(messages, ({ group }) => group).values()];
  const failedBefore = (lane: Message[]) => lane.some(({ receiveCount }) => receiveCount > 1);
  const fresh = lanes.filter((lane) => !failedBefore(lane));
  const retries = await Promise.all(fresh.map((lane) => workLane(lane, ports, endsAtMs)));
  for (const lane of lanes.filter(failedBefore)) retries.push(await workLane(lane, ports, endsAtMs));
  return retries.flat();
}

/** In order, up to the first that must come back; what follows it comes back with it, untried. */
async function workLane(lane: readonly Message[], ports: EventPorts, endsAtMs: number): Promise<Retry[]> {
  const untilMs = endsAtMs - RESERVE_MS;
  for (const [at, message] of lane.entries()) {
    const enough = untilMs - ports.clock.nowMs() >= MIN_ATTEMPT_MS;
    const end = enough ? await workSafely(message, ports, untilMs) : { retryAfterMs: 0 };
    if (end === 'finished') continue;
    return lane.slice(at).map(({ id }) => ({ id, afterMs: end.retryAfterMs }));
  }
  return [];
}

/** Trouble with one message must not send the finished ones round again. */
async function workSafely(message: Message, ports: EventPorts, untilMs: number): Promise<MessageEnd> {
  try {
    return await workMessage(message, ports, untilMs);
  } catch (error) {
    const { receiveCount } = message;
    const retryAfterMs = fullJitterMs(receiveCount, ports.random(), TROUBLE_RETRY);
    ports.log.write('error', { event: 'job_error', error: errorName(error), receiveCount, retryAfterMs });
    return { retryAfterMs };
  }
}

type MessageEnd = 'finished' | { readonly retryAfterMs: number };

async function workMessage(message: Message, ports: EventPorts, untilMs: number): Promise<MessageEnd> {
  const job = readJob(message.body);
  if (!job) {
    await park(message, { reason: 'bad_job', attempts: 0 }, ports);
    return 'finished';
  }
  const { attempts } = ports;
  const admission = await ports.admit(job);
  if (admission.kind === 'forged') {
    logOutcome(job, 'rejected', 'forged', ports);
    return 'finished';
  }
  const { processor } = admission;
  const permit = await acquirePermit(processor, untilMs, ports, job);
  if (permit.kind === 'paused') {
    const spreadMs = fullJitterMs(message.receiveCount, ports.random(), DEFERRED);
    return { retryAfterMs: permit.untilMs - ports.clock.nowMs() + spreadMs };
  }
  const body = await bodyOf(job, ports.bodies);
  const cautious = message.receiveCount > 1;
  const begun = cautious ? await attempts.count(job.deliveryId) : undefined;
  if (begun !== undefined && begun > MAX_ATTEMPTS) {
    await park(message, { reason: 'worker_crashed', attempts: begun - 1 }, ports);
    return 'finished';
  }
  const facts = { attempt: begun ?? 1 };
  const attempt = await callProcessor(processor, { job, body }, { untilMs, permit }, facts, ports);
  const failed = attempt.kind === 'retry' ? (begun ?? (await attempts.count(job.deliveryId))) : undefined;
  if (attempt.kind === 'retry' && failed !== undefined && failed < MAX_ATTEMPTS) {
    return { retryAfterMs: fullJitterMs(failed, ports.random(), RETRY) };
  }
  await finish(message, job, attempt, failed ?? begun ?? 1, ports);
  if (cautious || failed !== undefined) await attempts.clear(job.deliveryId);
  return 'finished';
}

async function finish(
  message: Message,
  job: Job,
  attempt: Attempt,
  attempts: number,
  ports: EventPorts,
): Promise<void> {
  if (attempt.kind === 'done' || attempt.kind === 'accepted')
    return logOutcome(job, 'done', undefined, ports);
  if (IDLE_REASONS.includes(attempt.reason)) return logOutcome(job, 'ignored', attempt.reason, ports);
  await park(message, { reason: attempt.reason, attempts }, ports);
}

function logOutcome(
  job: Job,
  outcome: 'done' | 'ignored' | 'rejected',
  reason: string | undefined,
  { log, clock, counters }: EventPorts,
): void {
  const { deliveryId, source, conversation, type, unrecognised, receivedAtMs } = job;
  const tookMs = clock.nowMs() - receivedAtMs;
  const about = { deliveryId, source, conversation, type, unrecognised };
  log.write('info', { event: 'outcome', outcome, reason, ...about, tookMs });
  if (outcome === 'done') countOutcome(counters, job, unrecognised === undefined ? 'done' : 'unrecognised');
  else countOutcome(counters, job, reason === 'filtered' ? 'filtered' : 'ignored');
}
