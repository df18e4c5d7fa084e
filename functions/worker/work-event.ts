// Works on one event, and says what is to become of it. It knows nothing of queues, batches and backlogs.
//
// A failure counts as an attempt only if it is the event's own. After so many the event is parked in the error log. While its
// destination fails for everybody, or is paused, nothing is counted.
import type { AttemptCounter } from '../core/delivery/attempt-counter.ts';
import { BodyMissingError, type BodyStore } from '../core/delivery/body-store.ts';
import { encodeJob, isWaitJob, type Job, mayBeAnswered, type WaitJob } from '../core/delivery/job.ts';
import { type ParkPorts, park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY, WORK } from '../core/policy.ts';
import type { NotWorkedReason } from '../core/reason/reason.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Processor } from '../processors/processor.ts';
import type { LogLine } from '../runtime/log.ts';
import type { Admission } from './admit.ts';
import type { AdmittedWaitWorker } from './admitted-wait.ts';
import { pauseAfterMs } from './attempt-pause.ts';
import { bodyOf } from './body-of.ts';
import type { Listener } from './listen.ts';
import type { Hopeless } from './message.ts';
import { type Attempted, type CallPorts, type Place, processorCaller } from './processor-caller.ts';

export interface WorkEventPorts extends CallPorts, ParkPorts {
  readonly counters: CallPorts['counters'];
  readonly clock: CallPorts['clock'];
  readonly bodies: BodyStore;
  readonly attempts: AttemptCounter;
  readonly listener: Pick<Listener, 'hear'>;
  /** Works on a message of a source that answers, as the wait that it is: ingest did not know the source. */
  readonly answer: AdmittedWaitWorker;
  admit(job: Job): Promise<Admission>;
  random(): number;
}

export interface EventTask {
  readonly job: Job;
  /** As its message or the table has it. */
  readonly encoded: string;
  /** Nobody has tried it yet. */
  readonly first: boolean;
  /** It may have crashed the function: its attempt is counted before it begins. */
  readonly cautious: boolean;
  readonly place: Place;
  /** No attempt lasts longer. */
  readonly untilMs: number;
}

export type EventEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'again'; readonly afterMs: number }
  /** When its destination is not paused any more. */
  | { readonly kind: 'when_resumed'; readonly destination: string };

const FINISHED: EventEnd = { kind: 'finished' };

/** @throws when a store or the settings cannot be read or written: then nothing is known of the event. */
export function eventWork(ports: WorkEventPorts): (task: EventTask) => Promise<EventEnd> {
  const { attempts, bodies, clock, log } = ports;
  const caller = processorCaller(ports);

  async function work(given: EventTask): Promise<EventEnd> {
    const admission = await ports.admit(given.job);
    const task = admission.kind === 'admitted' && !admission.answers ? asEvent(given) : given;
    const { job } = task;
    if (admission.kind === 'forged') return finish(job, 'rejected', 'forged');
    if (admission.kind === 'body_missing') return parkEvent(task, { reason: 'body_missing', attempts: 0 });
    try {
      if (admission.answers && (await isOurs(task))) return finish(job, 'ignored', 'echo');
      if (admission.answers && isWaitJob(job)) return await answer(task, job, admission);
      return await callProcessor(task, admission.processor);
    } catch (error) {
      if (!(error instanceof BodyMissingError)) throw error;
      return parkEvent(task, { reason: 'body_missing', attempts: 0 });
    }
  }

  async function answer(
    { encoded, place, untilMs }: EventTask,
    job: WaitJob,
    admission: Parameters<AdmittedWaitWorker>[1],
  ): Promise<EventEnd> {
    const owner = `${place.invocation}/${job.deliveryId}`;
    const task = { job, encoded, owner, isFirst: false, place, endsAtMs: untilMs };
    const end = await ports.answer(task, admission);
    return end.kind === 'retry' ? { kind: 'again', afterMs: end.afterMs } : FINISHED;
  }

  /** It is about a message that we sent. */
  async function isOurs({ job, place, untilMs }: EventTask): Promise<boolean> {
    const owner = `${place.invocation}/${job.deliveryId}`;
    return ports.listener.hear({ job, body: await bodyOf(job, bodies), owner, untilMs });
  }

  async function callProcessor(task: EventTask, processor: Processor): Promise<EventEnd> {
    const { job, untilMs, place, first, cautious } = task;
    const { destination = processor.name } = processor;
    const maxAttempts = Math.min(WORK.eventAttempts, processor.maxAttempts ?? WORK.eventAttempts);
    const call = { processor, job, untilMs, place, history: first ? 'new' : 'failed' } as const;
    const called = await caller.permitted(call, async (report) => {
      const body = await bodyOf(job, bodies);
      const counted = cautious ? await attempts.count(job.deliveryId) : undefined;
      if (counted !== undefined && counted > maxAttempts) return { counted, attempt: undefined };
      const attempt = await caller.attempt(
        { ...call, task: { job, body }, attempt: counted ?? (first ? 1 : 2) },
        report,
      );
      return { counted, attempt };
    });
    if (called.kind === 'crowded') return { kind: 'again', afterMs: WORK.crowdedMs * (1 + ports.random()) };
    if (called.kind === 'paused') return { kind: 'when_resumed', destination };
    const { counted, attempt } = called.value;
    if (!attempt) return parkEvent(task, { reason: 'worker_crashed', attempts: maxAttempts });
    if (attempt.kind === 'retry' && attempt.paused) {
      if (counted !== undefined) await attempts.takeBack(job.deliveryId);
      return { kind: 'when_resumed', destination };
    }
    return endAttempt(task, { attempt, counted, maxAttempts });
  }

  async function endAttempt(task: EventTask, { attempt, counted, maxAttempts }: Made): Promise<EventEnd> {
    const { job, first } = task;
    if (attempt.kind === 'retry') {
      const failed = counted ?? (await attempts.count(job.deliveryId));
      if (failed < maxAttempts)
        return { kind: 'again', afterMs: pauseAfterMs(attempt, failed, ports.random(), RETRY.event) };
      await parkEvent(task, { reason: attempt.reason, attempts: failed });
    } else if (attempt.kind === 'failed') {
      const { reason, problem } = attempt;
      await parkEvent(task, { reason, attempts: counted ?? 1, problem });
    } else if (attempt.kind === 'not_worked') finish(job, 'ignored', attempt.reason, attempt.line);
    else finish(job, 'done', undefined, attempt.line);
    if (!first || attempt.kind === 'retry') await attempts.clear(job.deliveryId);
    return FINISHED;
  }

  async function parkEvent({ job, encoded }: EventTask, why: Hopeless): Promise<EventEnd> {
    await park(parkedMessage({ id: job.deliveryId, body: encoded }, why), { ends: 'delivery' }, ports);
    return FINISHED;
  }

  function finish(
    job: Job,
    outcome: 'done' | 'ignored' | 'rejected',
    reason?: NotWorkedReason | 'forged' | 'echo',
    made?: LogLine,
  ): EventEnd {
    const { deliveryId, source, conversation, type, unrecognised, receivedAtMs } = job;
    const tookMs = clock.nowMs() - receivedAtMs;
    const isFiltered = reason === 'filtered' || reason === 'person_in_charge';
    const about = { deliveryId, source, conversation, type, unrecognised };
    const call = made && {
      destination: made['destination'],
      attempt: made['attempt'],
      callMs: made['tookMs'],
    };
    log.write('info', { event: 'outcome', outcome, reason, ...about, ...call, tookMs });
    if (outcome === 'done')
      countOutcome(ports.counters, job, unrecognised === undefined ? 'done' : 'unrecognised');
    else countOutcome(ports.counters, job, isFiltered ? 'filtered' : 'ignored');
    return FINISHED;
  }

  return work;
}

/** Ingest did not know that its source does not answer: then it is no wait. */
function asEvent(task: EventTask): EventTask {
  if (!mayBeAnswered(task.job)) return task;
  const { wait: _, ...job } = task.job;
  return { ...task, job, encoded: encodeJob(job) };
}

interface Made {
  readonly attempt: Attempted;
  /** Attempts so far, this one included, where it was counted before it began. */
  readonly counted: number | undefined;
  readonly maxAttempts: number;
}
