// How a decision is sent: by one call after the other. Every call first takes the send lease, and every answer is written. What
// an answer means is judged in the platform's folder.

import { SEND } from '../policy.ts';
import type { Holder } from './claim.ts';
import type { SendResult } from './outbound.ts';
import { keepingCalls, nextCall, type PlannedCall, withCall, withoutCall } from './planned-calls.ts';
import {
  type Cycle,
  type Decision,
  hasEnded,
  type Progress,
  type SentCall,
  type Session,
  type Step,
} from './session.ts';

export type SendLease =
  | {
      readonly kind: 'begun';
      readonly cycle: Cycle;
      readonly decision: Decision;
      /** The name of the call to make. */
      readonly call: string;
      readonly attempt: number;
      /** Until then the lease holds. */
      readonly untilMs: number;
    }
  | { readonly kind: 'leased'; readonly untilMs: number }
  | { readonly kind: 'not_due'; readonly dueAtMs: number }
  /** Nothing was left to call: the cycle has ended. */
  | { readonly kind: 'complete'; readonly cycle: Cycle; readonly decision: Decision }
  /** Nothing is left to call, but for calls of which nobody knows whether they took effect. */
  | { readonly kind: 'unconfirmed'; readonly cycle: Cycle }
  /** WhatsApp's window has closed: the customer cannot be written to. */
  | { readonly kind: 'window_closed'; readonly cycle: Cycle }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'superseded' };

/** The lease of a call that may be made. */
export type BegunCall = Extract<SendLease, { kind: 'begun' }>;

export interface Sender {
  readonly cycle: number;
  readonly owner: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** Age of the delivery after which the decision is not sent any more. */
  readonly windowMs: number;
  /** The calls that carry a decision, in order. */
  plan(decision: Decision): readonly PlannedCall[];
  /** The echoes of the source's calls come in: a call without one was not made. */
  readonly echoes: boolean;
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
  const calls = update.calls ?? [];
  const plan = sender.plan(decision);
  if (progress.state === 'sending') {
    const { untilMs } = progress.lease;
    if (progress.lease.owner === owner) {
      const begun = calls.find(({ state }) => state === 'begun')?.name;
      const call = begun ?? plan.find(({ name }) => !calls.some((one) => one.name === name))?.name;
      if (call !== undefined)
        return { outcome: { kind: 'begun', cycle, decision, call, attempt: update.attempts, untilMs } };
    }
    if (untilMs > nowMs) return { outcome: { kind: 'leased', untilMs } };
  } else if (update.dueAtMs > nowMs) {
    return { outcome: { kind: 'not_due', dueAtMs: update.dueAtMs } };
  }
  const next = nextCall(plan, calls, sender);
  if (next.kind === 'none') {
    if (next.unconfirmed) return { outcome: { kind: 'unconfirmed', cycle } };
    const continued = continuedCycle(cycle, progress, nowMs);
    return {
      outcome: { kind: 'complete', cycle: continued, decision },
      next: { ...session, cycle: continued },
    };
  }
  if (next.kind === 'listen') {
    const later: Progress = { state: 'decided', decision, update: { ...update, dueAtMs: next.untilMs } };
    return {
      outcome: { kind: 'not_due', dueAtMs: next.untilMs },
      next: { ...session, cycle: { ...cycle, progress: later } },
    };
  }
  if (nowMs > windowEndsAtMs(cycle, update, sender.windowMs))
    return { outcome: { kind: 'window_closed', cycle } };
  const attempt = update.attempts + 1;
  const untilMs = nowMs + sender.leaseMs;
  const begun: SentCall = { name: next.name, state: 'begun', sinceMs: nowMs };
  const sending: Cycle = {
    ...cycle,
    progress: {
      state: 'sending',
      decision,
      update: {
        ...update,
        attempts: attempt,
        firstSendAtMs: update.firstSendAtMs ?? nowMs,
        ...(next.once && { calls: withCall(calls, begun) }),
      },
      lease: { owner, untilMs },
    },
  };
  return {
    outcome: { kind: 'begun', cycle: sending, decision, call: next.name, attempt, untilMs },
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

/** Until when a decision is sent. `windowMs`: the age of the delivery after which nobody can be written to. */
export function windowEndsAtMs(
  { receivedAtMs, deadlineAtMs }: Cycle,
  { windowFromMs = receivedAtMs }: { readonly windowFromMs?: number | undefined },
  windowMs: number,
): number {
  return Math.max(windowFromMs + windowMs, deadlineAtMs + SEND.afterDeadlineMs);
}

/** What `beginSend` would return now. Takes no lease. */
export function foreseeSend(session: Session | undefined, sender: Sender): SendLease {
  return beginSend(session, sender).outcome;
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

/** In characters. A large decision would make every later write of the session dear. */
const MOST_KEPT = 2048;

/** Its calls are kept: an echo may still come for one of them. */
function continuedCycle(cycle: Cycle, { decision, update }: Decided, atMs: number): Cycle {
  const { cause, reason, by } = decision;
  const ending = { cause, ...(reason && { reason }), by, atMs };
  const isKept = JSON.stringify(decision).length <= MOST_KEPT;
  return { ...cycle, progress: { state: 'continued', ...(isKept && { decision }), update, ending } };
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

/**
 * `continued`: that was the last call. `recorded`: the result is written. `lost`: another attempt has the lease now.
 * `superseded`: the result is not needed any more.
 */
export type SendEnd = 'continued' | 'recorded' | 'lost' | 'superseded';

export interface EndedCall extends Holder {
  readonly nowMs: number;
  readonly call: PlannedCall;
  readonly result: SendResult;
  /** The platform's id of the message. */
  readonly id?: string | undefined;
  /** The calls that carry the decision, in order. */
  readonly plan: readonly PlannedCall[];
}

/** After every call. A success always counts; a failure only from the holder of the lease. */
export function endSend(session: Session | undefined, ended: EndedCall): Step<SendEnd> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== ended.cycle) return { outcome: 'superseded' };
  const { progress } = cycle;
  const { owner, nowMs, result } = ended;
  if (progress.state === 'continued') {
    // This very write was made before, and its confirmation was lost.
    const isOurs = result.kind === 'done' && progress.ending.atMs === nowMs;
    return { outcome: isOurs ? 'continued' : 'recorded' };
  }
  if (progress.state === 'closed') return { outcome: 'superseded' };
  if (progress.state !== 'decided' && progress.state !== 'sending') return { outcome: 'lost' };
  const { decision, update } = progress;
  if (result.kind === 'done') return endDoneCall(session, cycle, progress, ended);
  if (progress.state !== 'sending' || progress.lease.owner !== owner) return { outcome: 'lost' };
  if (result.kind === 'refused') {
    const refused = refusal(cycle, progress, result.reason, nowMs);
    return { outcome: 'recorded', next: { ...session, cycle: refused } };
  }
  const { name } = ended.call;
  const calls = update.calls ?? [];
  const echoCameFirst = calls.some((one) => one.name === name && one.state === 'done');
  if (echoCameFirst) return endDoneCall(session, cycle, progress, ended);
  const later =
    result.kind === 'retry'
      ? { dueAtMs: result.dueAtMs, calls: withoutCall(calls, name) }
      : {
          dueAtMs: nowMs + SEND.echoMs,
          calls: withCall(calls, { name, state: 'unknown' as const, sinceMs: nowMs }),
        };
  const { calls: _, ...others } = update;
  const due: Progress = {
    state: 'decided',
    decision,
    update: { ...others, dueAtMs: later.dueAtMs, ...keepingCalls(later.calls) },
  };
  return { outcome: 'recorded', next: { ...session, cycle: { ...cycle, progress: due } } };
}

/** The call is done: the cycle ends, or its next call is due. */
function endDoneCall(
  session: Session,
  cycle: Cycle,
  { decision, update }: Decided,
  { call, id, nowMs, plan }: EndedCall,
): Step<SendEnd> {
  const before = update.calls?.find(({ name }) => name === call.name);
  const done: SentCall = {
    ...before,
    name: call.name,
    state: 'done',
    sinceMs: before?.state === 'done' ? before.sinceMs : nowMs,
    ...(id !== undefined && { id }),
  };
  const isKept = call.once || plan.length > 1;
  const calls = isKept ? withCall(update.calls ?? [], done) : (update.calls ?? []);
  const ended = { decision, update: { ...update, ...keepingCalls(calls) } };
  const isAllDone = plan.every(({ name }) =>
    name === call.name ? true : calls.some((one) => one.name === name && one.state === 'done'),
  );
  if (isAllDone)
    return { outcome: 'continued', next: { ...session, cycle: continuedCycle(cycle, ended, nowMs) } };
  const due: Progress = { state: 'decided', decision, update: { ...ended.update, dueAtMs: nowMs } };
  return { outcome: 'recorded', next: { ...session, cycle: { ...cycle, progress: due } } };
}
