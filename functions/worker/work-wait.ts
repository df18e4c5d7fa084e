// A wait's job: claim the cycle, run the processor, decide, make the first calls to Treble. What it leaves undone
// stands in the table, where the sweeper finds it; the job itself is retried only while nobody has decided.
import { QUICK_TRIES } from '../platforms/treble/session-update.ts';
import { fullJitterMs } from '../shared/backoff.ts';
import { decision } from '../shared/domain/decision.ts';
import type { WaitJob } from '../shared/domain/job.ts';
import { type Claim, decide, delegate, release } from '../shared/domain/processing.ts';
import type { Cycle, Decision } from '../shared/domain/session.ts';
import { parkMessage } from '../shared/park.ts';
import type { Processor, StoredSession } from '../shared/ports.ts';
import { registerWait } from '../shared/register-wait.ts';
import { type SendPorts, type SendSettings, sendDecision } from '../shared/send-decision.ts';
import { type Transition, transition } from '../shared/transition.ts';
import { type Claimant, claimWait } from './claim-wait.ts';
import { keepLease } from './keep-lease.ts';
import { logAttempt } from './log-attempt.ts';
import { type Attempt, runProcessor } from './run-processor.ts';

export interface WaitSettings extends SendSettings {
  readonly deadlineMs: number;
  /** The first call to Treble begins no sooner than this after the delivery was received. */
  readonly resumeDelayMs: number;
}

export interface WaitOrder extends Claimant {
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
const RETRY = { baseMs: 1000, capMs: 60_000 };

/** Kept free at the end of an invocation, to write the decision and begin a call (which takes up to 8 s). */
const RESERVE_MS = 12_000;

export async function workWait(order: WaitOrder, ports: SendPorts, settings: WaitSettings): Promise<JobEnd> {
  const { job } = order;
  if (job.wait.effect === 'closes') {
    const { outcome } = await registerWait({ ...order, deadlineMs: settings.deadlineMs }, ports.sessions);
    if (outcome.kind === 'closed' && outcome.ended) logOutcome(outcome.ended, job, 'closed', ports);
    logDelivery(job, outcome.kind === 'outdated' ? 'superseded' : 'opt_out', ports);
    return FINISHED;
  }
  const claimed = await claimWait(order, ports, settings.deadlineMs);
  if (claimed.superseded) logOutcome(claimed.superseded, job, 'superseded', ports);
  if (claimed.outcome.kind === 'ignored') {
    logDelivery(job, claimed.outcome.outcome, ports);
    return FINISHED;
  }
  return workClaimed({ ...claimed, outcome: claimed.outcome }, order, ports, settings);
}

async function workClaimed(
  { outcome, stored }: Transition<Claim>,
  order: WaitOrder,
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
      return conclude(outcome.cycle, verdict(order, 'failed', 'processor_crashed'), order, ports, settings);
    // Nobody began before the deadline: it is the sweeper's to decide, with the operator's fallback.
    case 'overdue':
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
  order: WaitOrder,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const { job, owner } = order;
  const holder = { ref: job.conversation, cycle: cycle.number, owner };
  const lease = keepLease(holder, ports);
  const startedAtMs = ports.clock.nowMs();
  const task = { job, body: order.body, deadlineAtMs: cycle.deadlineAtMs };
  const untilMs = Math.min(cycle.deadlineAtMs, order.endsAtMs - RESERVE_MS);
  const attempt = await runProcessor(order.processor, task, ports.clock, { untilMs, pointless: lease.lost });
  lease.stop();
  const { processor } = order;
  const tookMs = ports.clock.nowMs() - startedAtMs;
  const facts = { processor, attempt: cycle.attempts, cycle: cycle.number, tookMs };
  logAttempt(job, attempt, facts, ports.log);
  switch (attempt.kind) {
    case 'done':
      return conclude(cycle, decision(owner, 'done', attempt.keys), order, ports, settings);
    case 'failed':
      return conclude(cycle, verdict(order, 'failed', attempt.reason), order, ports, settings);
    case 'accepted':
      await transition(ports.sessions, job.conversation, (session) => delegate(session, holder));
      return FINISHED;
    case 'retry':
      // Somebody else has the wait, or nobody needs it any more: its end is not this worker's to decide.
      if (lease.lost.aborted) return FINISHED;
      return retryOrFail(attempt, cycle, order, ports, settings);
  }
}

const verdict = ({ owner }: WaitOrder, cause: Decision['cause'], reason: string): Decision =>
  decision(owner, cause, [], reason);

async function retryOrFail(
  attempt: Attempt & { kind: 'retry' },
  cycle: Cycle,
  order: WaitOrder,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const nowMs = ports.clock.nowMs();
  // At the deadline the sweeper decides, with the operator's fallback.
  if (nowMs >= cycle.deadlineAtMs) return FINISHED;
  const afterMs = fullJitterMs(cycle.attempts, ports.random(), RETRY);
  const tooLate = nowMs + afterMs >= cycle.deadlineAtMs;
  const broken = attempt.threw !== undefined && cycle.attempts >= MAX_THROWING_ATTEMPTS;
  if (tooLate || broken) {
    return conclude(cycle, verdict(order, 'failed', attempt.reason), order, ports, settings);
  }
  const holder = { cycle: cycle.number, owner: order.owner };
  await transition(ports.sessions, order.job.conversation, (session) => release(session, holder));
  return { kind: 'retry', afterMs };
}

/** Decides, and brings the decision to Treble if it is the one that stands. */
async function conclude(
  cycle: Cycle,
  made: Decision,
  order: WaitOrder,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<JobEnd> {
  const nowMs = ports.clock.nowMs();
  const dueAtMs = Math.max(nowMs, cycle.receivedAtMs + settings.resumeDelayMs);
  const deciding = { cycle: cycle.number, decision: made, nowMs, dueAtMs };
  const ref = order.job.conversation;
  const { outcome, stored } = await transition(ports.sessions, ref, (session) => decide(session, deciding));
  if (outcome === 'decided') await send(cycle, stored, order, ports, settings);
  else logOutcome(cycle, order.job, outcome, ports, 'late');
  return FINISHED;
}

function send(
  cycle: Cycle,
  known: StoredSession,
  { job, owner, endsAtMs }: WaitOrder,
  ports: SendPorts,
  settings: WaitSettings,
): Promise<unknown> {
  const untilMs = endsAtMs - RESERVE_MS + 2000;
  const order = { ref: job.conversation, cycle: cycle.number, owner, tries: QUICK_TRIES, untilMs, known };
  return sendDecision(order, ports, settings);
}

/** The outcome of a delivery that changed nothing. */
function logDelivery(job: WaitJob, outcome: string, { log }: SendPorts): void {
  const { deliveryId, source, conversation, type } = job;
  log.write('info', { event: 'outcome', outcome, deliveryId, source, conversation, type });
}

/** The outcome of a cycle that this job ended or came too late for. */
function logOutcome(
  cycle: Cycle,
  job: WaitJob,
  outcome: string,
  { log }: SendPorts,
  event = 'outcome',
): void {
  const { deliveryId, source, number } = cycle;
  log.write('info', { event, outcome, deliveryId, source, conversation: job.conversation, cycle: number });
}
