// Works on a claimed cycle: runs the processor, then decides and sends, or leaves the cycle to a processor that calls back, or
// releases it for another attempt.
import type { ReportHealth } from '../core/breaker/with-permit.ts';
import { RETRY, SEND, SWEEP, WAIT, WORK } from '../core/policy.ts';
import { deferWork, delegate, type LaterAttempt, release } from '../core/wait/claim.ts';
import { recordLate } from '../core/wait/cycle-outcome.ts';
import {
  decide,
  decision,
  failedDecision,
  notWorkedDecision,
  timeoutDecision,
} from '../core/wait/decision.ts';
import { decisionSender, type SendPorts, type SendSettings } from '../core/wait/decision-sender.ts';
import type { ResumeTarget } from '../core/wait/resume-url.ts';
import type { Cycle, Decision } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import { canBeStored, type SessionKey } from '../core/wait/variables.ts';
import type { Processor } from '../processors/processor.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import type { WaitClaimant } from './claim-wait.ts';
import { keepLease } from './keep-lease.ts';
import { type Attempted, type Call, type Place, processorCaller } from './processor-caller.ts';

export interface CycleSettings extends SendSettings {
  /** The variables that a conversation continues with at its deadline. */
  readonly fallbackKeys: readonly SessionKey[];
  /** The first call begins no sooner than this after the delivery was received. */
  readonly resumeDelayMs: number;
  /** Where a processor that needs longer posts its result. */
  resumeUrl(target: ResumeTarget): string;
}

export interface WaitTask extends WaitClaimant {
  readonly processor: Processor;
  /** The platform's JSON. */
  readonly body: string;
  /** When the function ends. */
  readonly endsAtMs: number;
  readonly place: Place;
}

/** What becomes of the queue's message. */
export type JobEnd = { readonly kind: 'finished' } | { readonly kind: 'retry'; readonly afterMs: number };

export const FINISHED: JobEnd = { kind: 'finished' };

export interface CycleWorker {
  work(cycle: Cycle, task: WaitTask): Promise<JobEnd>;
  /** Decides, and sends the decision if it is the one that counts. */
  conclude(cycle: Cycle, decision: Decision, task: WaitTask): Promise<JobEnd>;
  /** Sends what is decided already. */
  send(cycle: Cycle, known: StoredSession, task: WaitTask): Promise<JobEnd>;
}

interface Permission {
  readonly call: Call;
  readonly report: ReportHealth;
}

/** `lost`: another worker has the cycle by now, or it was decided or superseded. */
type Worked = Attempted | { readonly kind: 'lost' };

export function cycleWorker(ports: SendPorts, settings: CycleSettings): CycleWorker {
  const { sessions, clock } = ports;
  const caller = processorCaller(ports);
  const sender = decisionSender(ports, settings);

  async function work(cycle: Cycle, task: WaitTask): Promise<JobEnd> {
    const { job, processor } = task;
    const untilMs = Math.min(cycle.deadlineAtMs, task.endsAtMs - WORK.waitReserveMs);
    const { attempts, deferrals = 0 } = cycle;
    const history = attempts > 1 ? 'failed' : deferrals > 0 ? 'put_off' : 'new';
    const call: Call = { processor, job, untilMs, history, place: task.place };
    const called = await caller.permitted(call, (report) => attempt(cycle, task, { call, report }));
    switch (called.kind) {
      case 'paused':
        return putOff(cycle, task, called.untilMs);
      case 'crowded':
        return comeBack(cycle, task);
      case 'called':
        return endAttempt(called.value, cycle, task);
    }
  }

  /** Keeps the lease while the processor works. */
  async function attempt(cycle: Cycle, task: WaitTask, { call, report }: Permission): Promise<Worked> {
    const { job, body, owner } = task;
    const { deadlineAtMs, receivedAtMs, number } = cycle;
    const holder = { ref: job.conversation, cycle: number, owner };
    const lease = keepLease(holder, ports);
    try {
      const resumeUrl = settings.resumeUrl({ ...holder, receivedAtMs });
      const attempted = await caller.attempt(
        {
          ...call,
          task: { job, body, deadlineAtMs, resumeUrl },
          attempt: cycle.attempts,
          cycle: number,
          cancelled: lease.lost,
        },
        report,
      );
      return attempted.kind === 'retry' && lease.lost.aborted ? { kind: 'lost' } : attempted;
    } finally {
      lease.stop();
    }
  }

  async function endAttempt(worked: Worked, cycle: Cycle, task: WaitTask): Promise<JobEnd> {
    const { owner, job } = task;
    switch (worked.kind) {
      case 'done':
        // HTTP and Lambda answers are checked when they are read; the result of a processor in a file is not.
        if (!canBeStored(worked.keys))
          return conclude(cycle, failedDecision(owner, 'processor_bad_answer'), task);
        return conclude(cycle, decision(owner, 'done', worked.keys), task);
      case 'failed':
        return conclude(cycle, failedDecision(owner, worked.reason), task);
      case 'not_worked':
        return conclude(cycle, notWorkedDecision(owner, worked.reason), task);
      case 'accepted':
        await transition(sessions, job.conversation, (s) => delegate(s, { cycle: cycle.number }));
        return FINISHED;
      case 'retry':
        return retry(worked, cycle, task);
      case 'lost':
        return FINISHED;
    }
  }

  async function retry(failed: Attempted & { kind: 'retry' }, cycle: Cycle, task: WaitTask): Promise<JobEnd> {
    const { owner, job, processor } = task;
    const nowMs = clock.nowMs();
    if (nowMs >= cycle.deadlineAtMs)
      return conclude(cycle, timeoutDecision(owner, settings.fallbackKeys), task);
    if (failed.paused) return putOff(cycle, task, nowMs);
    const leftMs = cycle.deadlineAtMs - nowMs;
    const afterMs = Math.min(fullJitterMs(cycle.attempts, ports.random(), RETRY.wait), latestPauseMs(leftMs));
    const tooLate = afterMs >= leftMs;
    const broken = failed.threw !== undefined && cycle.attempts >= WAIT.maxThrowingAttempts;
    const triedOut = cycle.attempts >= (processor.maxAttempts ?? Number.POSITIVE_INFINITY);
    if (tooLate || broken || triedOut) return conclude(cycle, failedDecision(owner, failed.reason), task);
    const later = laterAttempt(nowMs, afterMs, processor);
    const holder = { cycle: cycle.number, owner, ...later.due };
    await transition(sessions, job.conversation, (s) => release(s, holder));
    return later.end;
  }

  /**
   * The processor is paused: the job leaves the queue and stays due, so that it goes on as soon as its processor does. The
   * conversation is continued if that is too late.
   */
  async function putOff(cycle: Cycle, task: WaitTask, pausedUntilMs: number): Promise<JobEnd> {
    const { owner, job, processor } = task;
    if (pausedUntilMs >= cycle.deadlineAtMs)
      return conclude(cycle, failedDecision(owner, 'processor_paused'), task);
    const later = { dueAtMs: clock.nowMs(), destination: pausable(processor) };
    const holder = { cycle: cycle.number, owner, ...later };
    await transition(sessions, job.conversation, (s) => deferWork(s, holder));
    return FINISHED;
  }

  /** Long calls to its processor have half of the workers: the job comes back soon. */
  async function comeBack(cycle: Cycle, { job, owner }: WaitTask): Promise<JobEnd> {
    await transition(sessions, job.conversation, (s) => deferWork(s, { cycle: cycle.number, owner }));
    return { kind: 'retry', afterMs: WORK.crowdedMs * (1 + ports.random()) };
  }

  async function conclude(cycle: Cycle, made: Decision, task: WaitTask): Promise<JobEnd> {
    const nowMs = clock.nowMs();
    const dueAtMs = Math.max(nowMs, cycle.receivedAtMs + settings.resumeDelayMs);
    const request = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
    const { outcome } = await sender.decideAndSend({
      ...sendRequest(cycle, task),
      step: (session) => decide(session, request),
      isDecided: (one) => one === 'decided',
    });
    if (outcome !== 'decided') recordLate(cycle, task.job.conversation, outcome, ports);
    return FINISHED;
  }

  async function send(cycle: Cycle, known: StoredSession, task: WaitTask): Promise<JobEnd> {
    await sender.send({ ...sendRequest(cycle, task), known });
    return FINISHED;
  }

  return { work, conclude, send };
}

const sendRequest = ({ number: cycle }: Cycle, { job, owner, endsAtMs }: WaitTask) => ({
  ref: job.conversation,
  cycle,
  owner,
  tries: SEND.quickTries,
  untilMs: endsAtMs - WORK.waitSendReserveMs,
});

/** The destination whose pause the next attempt must respect. */
const pausable = ({ destination, callsAnyone }: Processor): string | undefined =>
  callsAnyone ? undefined : destination;

/**
 * Near its deadline a wait is tried again sooner. An attempt that stands in the table may come one run of the sweeper late,
 * so it must be due that much before the deadline. A shorter pause is spent in the queue.
 */
const latestPauseMs = (leftMs: number): number =>
  Math.max(WORK.maxDelayInQueueMs, leftMs - SWEEP.everyMs - WORK.maxDelayInQueueMs);

/** Soon: the message comes back. Later: it leaves the queue, and the sweeper requeues its job when it is due. */
function laterAttempt(
  nowMs: number,
  afterMs: number,
  processor: Processor,
): { readonly end: JobEnd; readonly due?: LaterAttempt } {
  return afterMs <= WORK.maxDelayInQueueMs
    ? { end: { kind: 'retry', afterMs } }
    : { end: FINISHED, due: { dueAtMs: nowMs + afterMs, destination: pausable(processor) } };
}
