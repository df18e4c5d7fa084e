// How a decision is sent: every call first takes the send lease, and every answer is written. What an answer means is judged in
// the platform's folder (platforms/treble/session-update.ts).

import { SEND } from '../policy.ts';
import type { Holder } from './claim.ts';
import type { SendResult } from './outbound.ts';
import { type Cycle, type Decision, hasEnded, type Progress, type Session, type Step } from './session.ts';

export type SendLease =
  | {
      readonly kind: 'begun';
      readonly cycle: Cycle;
      readonly decision: Decision;
      readonly attempt: number;
      /** Until then the lease holds. */
      readonly untilMs: number;
    }
  | { readonly kind: 'leased'; readonly untilMs: number }
  | { readonly kind: 'not_due'; readonly dueAtMs: number }
  /** WhatsApp's window has closed: the customer cannot be written to. */
  | { readonly kind: 'window_closed'; readonly cycle: Cycle }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'superseded' };

export interface Sender {
  readonly cycle: number;
  readonly owner: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** Age of the delivery after which the decision is not sent any more. */
  readonly windowMs: number;
}

/** Before every call: takes the lease, and marks that the call was begun. */
export function beginSend(session: Session | undefined, sender: Sender): Step<SendLease> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== sender.cycle) return { outcome: { kind: 'superseded' } };
  const { progress } = cycle;
  const { owner, nowMs } = sender;
  if (hasEnded(cycle)) return { outcome: { kind: 'ended' } };
  if (progress.state !== 'decided' && progress.state !== 'sending') return { outcome: { kind: 'undecided' } };
  const { decision, update } = progress;
  if (progress.state === 'sending') {
    const { untilMs } = progress.lease;
    if (progress.lease.owner === owner) {
      return { outcome: { kind: 'begun', cycle, decision, attempt: update.attempts, untilMs } };
    }
    if (untilMs > nowMs) return { outcome: { kind: 'leased', untilMs } };
  } else if (update.dueAtMs > nowMs) {
    return { outcome: { kind: 'not_due', dueAtMs: update.dueAtMs } };
  }
  if (nowMs > windowEndsAtMs(cycle, update, sender.windowMs))
    return { outcome: { kind: 'window_closed', cycle } };
  const attempt = update.attempts + 1;
  const untilMs = nowMs + sender.leaseMs;
  const sending: Cycle = {
    ...cycle,
    progress: {
      state: 'sending',
      decision,
      update: { ...update, attempts: attempt, firstSendAtMs: update.firstSendAtMs ?? nowMs },
      lease: { owner, untilMs },
    },
  };
  return {
    outcome: { kind: 'begun', cycle: sending, decision, attempt, untilMs },
    next: { ...session, cycle: sending },
  };
}

export interface Deciding<Outcome> {
  readonly step: (session: Session | undefined) => Step<Outcome>;
  /** Whether the step's outcome means that this decision is the one that counts. */
  readonly isDecided: (outcome: Outcome) => boolean;
}

/** Decides, and begins to send what was decided: one write. `lease`: absent when this decision does not count. */
export function decideAndBegin<Outcome>(
  session: Session | undefined,
  { step, isDecided }: Deciding<Outcome>,
  sender: Sender,
): Step<{ readonly decided: Outcome; readonly lease?: SendLease }> {
  const decided = step(session);
  if (!isDecided(decided.outcome)) return { ...decided, outcome: { decided: decided.outcome } };
  const begun = beginSend(decided.next ?? session, sender);
  const next = begun.next ?? decided.next;
  return { outcome: { decided: decided.outcome, lease: begun.outcome }, ...(next && { next }) };
}

/** For the current decision. */
export function callsBegun(session: Session | undefined): number {
  const progress = session?.cycle?.progress;
  return progress && 'update' in progress ? (progress.update?.attempts ?? 0) : 0;
}

/** Until when a decision is sent. `windowMs`: the age of the delivery after which nobody can be written to. */
export function windowEndsAtMs(
  { receivedAtMs, deadlineAtMs }: Cycle,
  { windowFromMs = receivedAtMs }: { readonly windowFromMs?: number | undefined },
  windowMs: number,
): number {
  return Math.max(windowFromMs + windowMs, deadlineAtMs + SEND.afterDeadlineMs);
}

/** What `beginSend` would return now. Takes no lease. */
export function foreseeSend(session: Session | undefined, sender: Sender): SendLease['kind'] {
  return beginSend(session, sender).outcome.kind;
}

/**
 * No call may be made now, because the destination is paused: no attempt is spent. The decision stays due, so that it goes
 * on as soon as the destination does.
 */
export function deferSend(
  session: Session | undefined,
  sender: Sender,
): Step<SendLease['kind'] | 'deferred'> {
  const { outcome } = beginSend(session, sender);
  const progress = session?.cycle?.progress;
  const decided = progress?.state === 'decided' || progress?.state === 'sending';
  if (outcome.kind !== 'begun' || !session?.cycle || !decided) {
    return { outcome: outcome.kind };
  }
  if (progress.state === 'decided') return { outcome: 'deferred' };
  const { decision, update } = progress;
  const later: Progress = { state: 'decided', decision, update: { ...update, dueAtMs: sender.nowMs } };
  return { outcome: 'deferred', next: { ...session, cycle: { ...session.cycle, progress: later } } };
}

type Decided = Pick<Extract<Progress, { state: 'sending' }>, 'decision' | 'update'>;

function refusal(cycle: Cycle, { decision, update }: Decided, reason: string, atMs: number): Cycle {
  return {
    ...cycle,
    progress: {
      state: 'refused',
      decision,
      update,
      ending: { cause: decision.cause, reason, by: decision.by, atMs },
    },
  };
}

/** Ends a decision that cannot be sent any more. */
export function refuse(
  session: Session | undefined,
  { cycle: number, reason, nowMs }: { cycle: number; reason: string; nowMs: number },
): Step<SendEnd> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== number) return { outcome: 'superseded' };
  const { progress } = cycle;
  if (progress.state !== 'decided' && progress.state !== 'sending') return { outcome: 'lost' };
  return { outcome: 'recorded', next: { ...session, cycle: refusal(cycle, progress, reason, nowMs) } };
}

/** `lost`: another attempt has the lease now. `superseded`: the result is not needed any more. */
export type SendEnd = 'recorded' | 'lost' | 'superseded';

/** After every call. A success always counts; a failure only from the holder of the lease. */
export function endSend(
  session: Session | undefined,
  call: Holder & { readonly nowMs: number; readonly result: SendResult },
): Step<SendEnd> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== call.cycle) return { outcome: 'superseded' };
  const { progress } = cycle;
  const { owner, nowMs, result } = call;
  if (progress.state === 'continued') return { outcome: 'recorded' };
  if (progress.state === 'closed') return { outcome: 'superseded' };
  if (progress.state !== 'decided' && progress.state !== 'sending') return { outcome: 'lost' };
  const { decision, update } = progress;
  const ours = progress.state === 'sending' && progress.lease.owner === owner;
  if (result.kind === 'continued') {
    const ending = {
      cause: decision.cause,
      ...(decision.reason && { reason: decision.reason }),
      by: decision.by,
      atMs: nowMs,
    };
    const continued: Cycle = { ...cycle, progress: { state: 'continued', update, ending } };
    return { outcome: 'recorded', next: { ...session, cycle: continued } };
  }
  if (!ours) return { outcome: 'lost' };
  if (result.kind === 'refused') {
    const refused = refusal(cycle, progress, result.reason, nowMs);
    return { outcome: 'recorded', next: { ...session, cycle: refused } };
  }
  const due: Progress = { state: 'decided', decision, update: { ...update, dueAtMs: result.dueAtMs } };
  return { outcome: 'recorded', next: { ...session, cycle: { ...cycle, progress: due } } };
}
