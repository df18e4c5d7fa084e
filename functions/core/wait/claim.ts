// How a worker works on a cycle: it claims it, renews its lease, releases it, or leaves it to a processor that calls back.
//
//   first attempt ──── 10 s ──────▶ the first renewal writes the claim
//        └ answered before: the claim was never written
//
// Nobody else works on the cycle meanwhile: its message is the only one, and the sweeper requeues it later than that. If the
// worker dies before, the job comes back as if it had not been attempted.
import { LEASE, WAIT } from '../policy.ts';
import { type Cycle, isUntouched, type Progress, type Session, type Step, strandedAtMs } from './session.ts';

export type Claim =
  | { readonly kind: 'claimed'; readonly cycle: Cycle }
  /** Another worker works on it or sends it, until `untilMs` at least. */
  | { readonly kind: 'leased'; readonly untilMs: number }
  /** Its deadline has passed: it must be decided, not worked on. */
  | { readonly kind: 'overdue'; readonly cycle: Cycle }
  | { readonly kind: 'exhausted'; readonly cycle: Cycle }
  /** It is decided, and must be sent. */
  | { readonly kind: 'decided'; readonly cycle: Cycle }
  /** The processor was asked and will call back: it is never asked twice. */
  | { readonly kind: 'delegated' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'unregistered' };

export interface Claimant {
  readonly deliveryId: string;
  readonly owner: string;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** The only message of the job was received for the first time. */
  readonly isFirst: boolean;
}

/** A worker takes the lease on the cycle that its job opened. */
export function claim(session: Session | undefined, claimant: Claimant): Step<Claim> {
  const { deliveryId, owner, nowMs, leaseMs, isFirst } = claimant;
  if (!session) return { outcome: { kind: 'unregistered' } };
  const cycle = session.cycle;
  if (cycle?.deliveryId !== deliveryId) {
    const known = session.past.some((past) => past.deliveryId === deliveryId);
    return { outcome: { kind: known ? 'superseded' : 'unregistered' } };
  }
  const { progress } = cycle;
  switch (progress.state) {
    case 'delegated':
      return { outcome: { kind: 'delegated' } };
    case 'decided':
      return { outcome: { kind: 'decided', cycle } };
    case 'sending':
      if (progress.lease.untilMs > nowMs)
        return { outcome: { kind: 'leased', untilMs: progress.lease.untilMs } };
      return { outcome: { kind: 'decided', cycle } };
    case 'continued':
    case 'refused':
    case 'closed':
      return { outcome: { kind: 'ended' } };
    case 'processing':
      if (progress.lease.owner === owner) return { outcome: { kind: 'claimed', cycle } };
      if (progress.lease.untilMs > nowMs)
        return { outcome: { kind: 'leased', untilMs: progress.lease.untilMs } };
  }
  if (nowMs >= cycle.deadlineAtMs) return { outcome: { kind: 'overdue', cycle } };
  const crashes = cycle.crashes + (progress.state === 'processing' ? 1 : 0);
  if (crashes >= WAIT.maxCrashes) return { outcome: { kind: 'exhausted', cycle } };
  const lease = { owner, untilMs: nowMs + leaseMs };
  const claimed: Cycle = {
    ...cycle,
    attempts: cycle.attempts + 1,
    crashes,
    progress: { state: 'processing', lease },
  };
  const outcome: Claim = { kind: 'claimed', cycle: claimed };
  const isWrittenInTime = nowMs + 2 * LEASE.renewEveryMs <= strandedAtMs(cycle);
  if (isFirst && isUntouched(cycle) && isWrittenInTime) return { outcome };
  return { outcome, next: { ...session, cycle: claimed } };
}

export interface Holder {
  readonly cycle: number;
  readonly owner: string;
}

export interface ClaimHolder extends Holder {
  /** At the cycle, this one included. */
  readonly attempts: number;
}

/** `ours`: the lease is still ours. */
export type LeaseOutcome = 'ours' | 'lost';

/** The holder's cycle. Its claim may not have been written. */
function claimedCycle(
  session: Session | undefined,
  { cycle, owner, attempts }: ClaimHolder,
): Cycle | undefined {
  const current = session?.cycle;
  if (current?.number !== cycle) return undefined;
  const { progress } = current;
  if (progress.state === 'processing') return progress.lease.owner === owner ? current : undefined;
  return attempts === 1 && isUntouched(current) ? { ...current, attempts } : undefined;
}

/** Renews the worker's lease. The first time writes the claim, if it was not written. */
export function renew(
  session: Session | undefined,
  holder: ClaimHolder & { readonly nowMs: number; readonly leaseMs: number },
): Step<LeaseOutcome> {
  const cycle = claimedCycle(session, holder);
  if (!session || !cycle) return { outcome: 'lost' };
  const lease = { owner: holder.owner, untilMs: holder.nowMs + holder.leaseMs };
  return {
    outcome: 'ours',
    next: { ...session, cycle: { ...cycle, progress: { state: 'processing', lease } } },
  };
}

/** When the next attempt begins, where its job has left the queue for the table. */
export interface LaterAttempt {
  readonly dueAtMs?: number | undefined;
  /** Where its processor calls. */
  readonly destination?: string | undefined;
}

/** Releases the cycle after a failed attempt. The job returns from its queue, or is requeued at `dueAtMs`. */
export function release(
  session: Session | undefined,
  holder: ClaimHolder & LaterAttempt,
): Step<LeaseOutcome> {
  const cycle = claimedCycle(session, holder);
  if (!session || !cycle) return { outcome: 'lost' };
  return { outcome: 'ours', next: { ...session, cycle: { ...cycle, progress: waitingUntil(holder) } } };
}

/** Releases the cycle, because its processor may not be called now, or has failed for everybody. The attempt does not count. */
export function deferWork(
  session: Session | undefined,
  holder: ClaimHolder & LaterAttempt,
): Step<LeaseOutcome> {
  const cycle = claimedCycle(session, holder);
  if (!session || !cycle) return { outcome: 'lost' };
  const { attempts, deferrals = 0 } = cycle;
  const deferred: Cycle = {
    ...cycle,
    attempts: attempts - 1,
    deferrals: deferrals + 1,
    progress: waitingUntil(holder),
  };
  return { outcome: 'ours', next: { ...session, cycle: deferred } };
}

const waitingUntil = ({ dueAtMs, destination }: LaterAttempt): Progress => ({
  state: 'waiting',
  ...(dueAtMs !== undefined && { dueAtMs }),
  ...(destination !== undefined && { destination }),
});

/**
 * The processor answered 202: it will call back, and is never asked again for this cycle. This is valid without
 * the lease too, while nobody has decided.
 */
export function delegate(
  session: Session | undefined,
  { cycle: number }: Pick<Holder, 'cycle'>,
): Step<LeaseOutcome> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== number) return { outcome: 'lost' };
  switch (cycle.progress.state) {
    case 'delegated':
      return { outcome: 'ours' };
    case 'waiting':
    case 'processing':
      return { outcome: 'ours', next: { ...session, cycle: { ...cycle, progress: { state: 'delegated' } } } };
    default:
      return { outcome: 'lost' };
  }
}
