// A wait's job: claim the cycle, run the processor, decide, make the first calls to Treble. What it leaves undone
// stands in the table, where the sweeper finds it; the job itself is retried only while nobody has decided.

import { parkMessage } from '../core/error-log/park.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import { type Claim, deferWork, delegate, release } from '../core/wait/claim.ts';
import { decide, decision, timeoutDecision } from '../core/wait/decision.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import type { ResumeTarget } from '../core/wait/resume-url.ts';
import { type SendPorts, type SendSettings, sendDecision } from '../core/wait/send-decision.ts';
import type { Cycle, Decision } from '../core/wait/session.ts';
import type { StoredSession } from '../core/wait/session-store.ts';
import { type Transition, transition } from '../core/wait/transition.ts';
import { canBeStored, type SessionKey } from '../core/wait/variables.ts';
import { QUICK_TRIES } from '../platforms/treble/session-update.ts';
import type { Processor } from '../processors/processor.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { acquirePermit, callProcessor } from './ask-processor.ts';
import { claimWait, type WaitClaimant } from './claim-wait.ts';
import { keepLease } from './keep-lease.ts';
import { countEnded, endDelivery, logCycle } from './note-ends.ts';
import type { Attempt } from './run-processor.ts';

export interface WaitSettings extends SendSettings {
  /** With what a conversation goes on at its deadline. */
  readonly fallbackKeys: readonly SessionKey[];
  readonly deadlineMs: number;
  /** The first call to Treble begins no sooner than this after the delivery was received. */
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
}

/** What becomes of the queue's message. */
export type JobEnd = { readonly kind: 'finished' } | { readonly kind: 'retry'; readonly afterMs: number };

const FINISHED: JobEnd = { kind: 'finished' };

/** A processor that keeps throwing is broken, not busy. */
const MAX_THROWING_ATTEMPTS = 5;
/** Not longer: until the message is back, the queue keeps what the conversation sends next behind it. */
const MAX_HIDDEN_MS = 20_000;
const RETRY = { baseMs: 1000, capMs: MAX_HIDDEN_MS };

/** Those that a breaker kept back come again spread over so long. */
const DEFERRED = { baseMs: 1000, capMs: 30_000 };

/** Kept free at the end of an invocation, to write the decision and begin a call (which takes up to 8 s). */
const RESERVE_MS = 12_000;

export async function workWait(order: WaitTask, ports: SendPorts, settings: WaitSettings): Promise<JobEnd> {
  const { job } = order;
  if (job.wait.effect === 'closes') {
    const { outcome, stored } = await registerWait(
      { ...order, deadlineMs: settings.deadlineMs },
      ports.sessions,
    );
    if (outcome.kind === 'closed' && outcome.ended) logCycle(outcome.ended, job, 'closed', ports, 'outcome');
    endDelivery(job, outcome.kind === 'outdated' ? 'superseded' : 'opt_out', ports);
    await countEnded(job, stored, ports);
    return FINISHED;
  }
  const claimed = await claimWait(order, ports, settings.deadlineMs);
  if (claimed.superseded) logCycle(claimed.superseded, job, 'superseded', ports, 'outcome');
  if (claimed.outcome.kind === 'ignored') {
    endDelivery(job, claimed.outcome.outcome, ports);
    return FINISHED;
  }
  const end = await workClaimed({ ...claimed, outcome: claimed.outcome }, order, ports, settings);
  await countEnded(job, claimed.stored, ports);
  return end;
}

async function workClaimed(
  { outcome, stored }: Transition<Claim>,
  order: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const nowMs = ports.clock.nowMs();
  switch (outcome.kind) {
    case 'claimed':
      return workCycle(outcome.cycle, order, ports, settings);
    case 'decided':
      await send(outcome.cycle, stored, order, ports, settings);
      return FINISHED;
    case 'held':
      return { kind: 'retry', afterMs: outcome.untilMs - nowMs + 1000 };
    case 'exhausted':
      await parkMessage(
        { id: order.job.deliveryId, body: order.encoded },
        { reason: 'processor_crashed', attempts: outcome.cycle.attempts },
        ports,
      );
      return conclude(outcome.cycle, failure(order, 'processor_crashed'), order, ports, settings);
    case 'overdue':
      return conclude(
        outcome.cycle,
        timeoutDecision(order.owner, settings.fallbackKeys),
        order,
        ports,
        settings,
      );
    // Over, or in other hands, which say what became of it.
    case 'delegated':
    case 'ended':
    case 'superseded':
    case 'unregistered':
      return FINISHED;
  }
}

async function workCycle(
  cycle: Cycle,
  order: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const { job, owner, processor } = order;
  const { deadlineAtMs, receivedAtMs } = cycle;
  const holder = { ref: job.conversation, cycle: cycle.number, owner };
  const untilMs = Math.min(deadlineAtMs, order.endsAtMs - RESERVE_MS);
  const permit = await acquirePermit(processor, untilMs, ports, job);
  if (permit.kind === 'paused') return putOff(permit.untilMs, cycle, order, ports, settings);
  const lease = keepLease(holder, ports);
  const resumeUrl = settings.resumeUrl({ ...holder, receivedAtMs });
  const task = { job, body: order.body, deadlineAtMs, resumeUrl };
  const time = { untilMs, cancelled: lease.lost, permit };
  const facts = { attempt: cycle.attempts, cycle: cycle.number };
  const attempt = await callProcessor(processor, task, time, facts, ports);
  lease.stop();
  switch (attempt.kind) {
    case 'done':
      // One in a file of the user's own answers without a reader that would have refused this.
      if (!canBeStored(attempt.keys)) {
        return conclude(cycle, failure(order, 'processor_bad_answer'), order, ports, settings);
      }
      return conclude(cycle, decision(owner, 'done', attempt.keys), order, ports, settings);
    case 'failed':
      return conclude(cycle, failure(order, attempt.reason), order, ports, settings);
    case 'accepted':
      await transition(ports.sessions, job.conversation, (session) => delegate(session, holder));
      return FINISHED;
    case 'retry':
      // Somebody else has the wait, or nobody needs it any more: its end is not this worker's to decide.
      if (lease.lost.aborted) return FINISHED;
      return retryOrFail(attempt, cycle, order, ports, settings);
  }
}

/** Left alone for now: the job comes back when the pause is over, or goes on without if that is too late. */
async function putOff(
  pausedUntilMs: number,
  cycle: Cycle,
  order: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const spreadMs = fullJitterMs(1 + (cycle.deferrals ?? 0), ports.random(), DEFERRED);
  if (pausedUntilMs >= cycle.deadlineAtMs) {
    return conclude(cycle, failure(order, 'processor_paused'), order, ports, settings);
  }
  const afterMs = pausedUntilMs - ports.clock.nowMs() + spreadMs;
  const staysInQueue = afterMs <= MAX_HIDDEN_MS;
  const dueAtMs = staysInQueue ? undefined : pausedUntilMs + spreadMs;
  const deferral = { cycle: cycle.number, owner: order.owner, dueAtMs };
  await transition(ports.sessions, order.job.conversation, (session) => deferWork(session, deferral));
  return staysInQueue ? { kind: 'retry', afterMs } : FINISHED;
}

const failure = ({ owner }: WaitTask, reason: string): Decision => decision(owner, 'failed', [], reason);

async function retryOrFail(
  attempt: Attempt & { kind: 'retry' },
  cycle: Cycle,
  order: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const nowMs = ports.clock.nowMs();
  if (nowMs >= cycle.deadlineAtMs)
    return conclude(cycle, timeoutDecision(order.owner, settings.fallbackKeys), order, ports, settings);
  const afterMs = fullJitterMs(cycle.attempts, ports.random(), RETRY);
  const tooLate = nowMs + afterMs >= cycle.deadlineAtMs;
  const broken = attempt.threw !== undefined && cycle.attempts >= MAX_THROWING_ATTEMPTS;
  if (tooLate || broken) {
    return conclude(cycle, failure(order, attempt.reason), order, ports, settings);
  }
  const holder = { cycle: cycle.number, owner: order.owner };
  await transition(ports.sessions, order.job.conversation, (session) => release(session, holder));
  return { kind: 'retry', afterMs };
}

/** Decides, and brings the decision to Treble if it is the one that stands. */
async function conclude(
  cycle: Cycle,
  made: Decision,
  order: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const nowMs = ports.clock.nowMs();
  const dueAtMs = Math.max(nowMs, cycle.receivedAtMs + settings.resumeDelayMs);
  const deciding = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
  const ref = order.job.conversation;
  const { outcome, stored } = await transition(ports.sessions, ref, (session) => decide(session, deciding));
  if (outcome === 'decided') await send(cycle, stored, order, ports, settings);
  else {
    countOutcome(ports.counters, cycle, 'late');
    logCycle(cycle, order.job, outcome, ports, 'late');
  }
  return FINISHED;
}

function send(
  cycle: Cycle,
  known: StoredSession,
  { job, owner, endsAtMs }: WaitTask,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<unknown> {
  const untilMs = endsAtMs - RESERVE_MS + 2000;
  const order = { ref: job.conversation, cycle: cycle.number, owner, tries: QUICK_TRIES, untilMs, known };
  return sendDecision(order, ports, settings);
}
