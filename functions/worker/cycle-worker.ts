// Works on a claimed cycle: runs the processor, then decides and sends, or leaves the cycle to a processor that calls back, or
// releases it for another attempt.
import type { ReportHealth } from '../core/breaker/with-permit.ts';
import { waitRef } from '../core/delivery/job.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY, SEND, SWEEP, WAIT, WORK } from '../core/policy.ts';
import { answerFields, canBeStored, type SessionKey } from '../core/wait/answer.ts';
import { type ClaimHolder, deferWork, delegate, type LaterAttempt, release } from '../core/wait/claim.ts';
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
import type { Cycle, Decision, Session, Step } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { Processor } from '../processors/processor.ts';
import type { LogLine } from '../runtime/log.ts';
import { pauseAfterMs } from './attempt-pause.ts';
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
  /** Works on a cycle that this task has claimed. */
  work(known: KnownCycle, task: WaitTask): Promise<JobEnd>;
  /** Decides, and sends the decision if it is the one that counts. */
  conclude(known: KnownCycle, decision: Decision, task: WaitTask): Promise<JobEnd>;
  /** Sends what is decided already. */
  send(known: KnownCycle, task: WaitTask): Promise<JobEnd>;
}

export interface KnownCycle {
  readonly cycle: Cycle;
  /** Its session, as it was read or written last. */
  readonly stored: StoredSession;
}

interface Permission {
  readonly call: Call;
  readonly report: ReportHealth;
}

/** `lost`: another worker has the cycle by now, or it was decided or superseded. */
interface Worked {
  readonly end: Attempted | { readonly kind: 'lost' };
  readonly stored: StoredSession;
}

export function cycleWorker(ports: SendPorts, settings: CycleSettings): CycleWorker {
  const { sessions, clock } = ports;
  const caller = processorCaller(ports);
  const sender = decisionSender(ports, settings);

  async function work(known: KnownCycle, task: WaitTask): Promise<JobEnd> {
    const { job, processor } = task;
    const { cycle } = known;
    const untilMs = Math.min(cycle.deadlineAtMs, task.endsAtMs - WORK.waitReserveMs);
    const { attempts, deferrals = 0 } = cycle;
    const history = attempts > 1 ? 'failed' : deferrals > 0 ? 'put_off' : 'new';
    const call: Call = { processor, job, untilMs, history, place: task.place };
    const called = await caller.permitted(call, (report) => attempt(known, task, { call, report }));
    switch (called.kind) {
      case 'paused':
        return putOff(known, task, called.untilMs);
      case 'crowded':
        return comeBack(known, task);
      case 'called':
        return endAttempt(called.value.end, { cycle, stored: called.value.stored }, task);
    }
  }

  /** Keeps the lease while the processor works. */
  async function attempt(
    { cycle, stored }: KnownCycle,
    task: WaitTask,
    { call, report }: Permission,
  ): Promise<Worked> {
    const { job, body } = task;
    const { deadlineAtMs, receivedAtMs, number } = cycle;
    const ref = waitRef(job);
    const lease = keepLease({ ref, known: stored, ...holderOf(cycle, task) }, ports);
    try {
      const resumeUrl = settings.resumeUrl({ ref, cycle: number, receivedAtMs });
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
      const isLost = attempted.kind === 'retry' && lease.lost.aborted;
      return { end: isLost ? { kind: 'lost' } : attempted, stored: lease.known() };
    } finally {
      lease.stop();
    }
  }

  async function endAttempt(end: Worked['end'], known: KnownCycle, task: WaitTask): Promise<JobEnd> {
    const { owner } = task;
    switch (end.kind) {
      case 'done':
        // HTTP and Lambda answers are checked when they are read; the result of a processor in a file is not.
        if (!canBeStored(end))
          return conclude(known, failedDecision(owner, 'processor_bad_answer'), task, end.line);
        return conclude(known, decision(owner, 'done', answerFields(end)), task, end.line);
      case 'failed':
        if (end.problem !== undefined) await parkAnswer(end.problem, known, task);
        return conclude(known, failedDecision(owner, end.reason), task, end.line);
      case 'not_worked':
        return conclude(known, notWorkedDecision(owner, end.reason), task, end.line);
      case 'accepted':
        await write(known, task, (session) => delegate(session, { cycle: known.cycle.number }));
        return FINISHED;
      case 'retry':
        return retry(end, known, task);
      case 'lost':
        return FINISHED;
    }
  }

  /** The conversation goes on, and somebody must know what is wrong with the processor's answer. */
  const parkAnswer = (problem: string, { cycle }: KnownCycle, { job, encoded }: WaitTask): Promise<void> =>
    park(
      parkedMessage(
        { id: job.deliveryId, body: encoded },
        { reason: 'processor_bad_answer', attempts: cycle.attempts, problem },
      ),
      { ends: 'wait' },
      ports,
    );

  async function retry(
    failed: Attempted & { kind: 'retry' },
    known: KnownCycle,
    task: WaitTask,
  ): Promise<JobEnd> {
    const { owner, processor } = task;
    const { cycle } = known;
    const nowMs = clock.nowMs();
    if (nowMs >= cycle.deadlineAtMs)
      return conclude(known, timeoutDecision(owner, settings.fallbackKeys), task);
    if (failed.paused) return putOff(known, task, nowMs);
    const leftMs = cycle.deadlineAtMs - nowMs;
    const afterMs = Math.min(
      pauseAfterMs(failed, cycle.attempts, ports.random(), RETRY.wait),
      latestPauseMs(leftMs),
    );
    const tooLate = afterMs >= leftMs;
    const broken = failed.threw !== undefined && cycle.attempts >= WAIT.maxThrowingAttempts;
    const triedOut = cycle.attempts >= (processor.maxAttempts ?? Number.POSITIVE_INFINITY);
    if (tooLate || broken || triedOut) return conclude(known, failedDecision(owner, failed.reason), task);
    const later = laterAttempt(nowMs, afterMs, processor);
    await write(known, task, (session) => release(session, { ...holderOf(cycle, task), ...later.due }));
    return later.end;
  }

  /**
   * The processor is paused: the job leaves the queue and stays due, so that it goes on as soon as its processor does. The
   * conversation is continued if that is too late.
   */
  async function putOff(known: KnownCycle, task: WaitTask, pausedUntilMs: number): Promise<JobEnd> {
    const { owner, processor } = task;
    const { cycle } = known;
    if (pausedUntilMs >= cycle.deadlineAtMs)
      return conclude(known, failedDecision(owner, 'processor_paused'), task);
    const later = { dueAtMs: clock.nowMs(), destination: pausable(processor) };
    await write(known, task, (session) => deferWork(session, { ...holderOf(cycle, task), ...later }));
    return FINISHED;
  }

  /** Long calls to its processor have half of the workers: the job comes back soon. */
  async function comeBack(known: KnownCycle, task: WaitTask): Promise<JobEnd> {
    await write(known, task, (session) => deferWork(session, holderOf(known.cycle, task)));
    return { kind: 'retry', afterMs: WORK.crowdedMs * (1 + ports.random()) };
  }

  async function write<Outcome>(
    { stored }: KnownCycle,
    { job }: WaitTask,
    step: (session: Session | undefined) => Step<Outcome>,
  ): Promise<void> {
    await transition(sessions, waitRef(job), step, { known: stored });
  }

  /** `line`: of the attempt, which goes into that of the outcome if the conversation goes on at once. */
  async function conclude(
    known: KnownCycle,
    made: Decision,
    task: WaitTask,
    line?: LogLine,
  ): Promise<JobEnd> {
    const { cycle } = known;
    const nowMs = clock.nowMs();
    const dueAtMs = Math.max(nowMs, cycle.receivedAtMs + settings.resumeDelayMs);
    const request = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
    const { outcome, sent } = await sender.decideAndSend({
      ...sendRequest(known, task),
      ...(line && {
        line: { processor: line['destination'], processorMs: line['tookMs'], attempts: line['attempt'] },
      }),
      step: (session) => decide(session, request),
      isDecided: (one) => one === 'decided',
    });
    if (line && sent !== 'continued') ports.log.write('info', line);
    if (outcome !== 'decided') recordLate(cycle, task.job.conversation, outcome, ports);
    return FINISHED;
  }

  async function send(known: KnownCycle, task: WaitTask): Promise<JobEnd> {
    await sender.send(sendRequest(known, task));
    return FINISHED;
  }

  return { work, conclude, send };
}

const holderOf = ({ number: cycle, attempts }: Cycle, { owner }: WaitTask): ClaimHolder => ({
  cycle,
  owner,
  attempts,
});

const sendRequest = ({ cycle, stored: known }: KnownCycle, { job, owner, endsAtMs }: WaitTask) => ({
  ref: waitRef(job),
  cycle: cycle.number,
  known,
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
