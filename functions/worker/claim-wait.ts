// Claims a job's wait. If DynamoDB was away at ingest, the wait is not registered yet: then it is registered here first, by the
// same rule.
import { type WaitJob, waitRef } from '../core/delivery/job.ts';
import { LEASE } from '../core/policy.ts';
import { type Claim, claim } from '../core/wait/claim.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import type { Cycle } from '../core/wait/session.ts';
import type { SessionStore, StoredSession } from '../core/wait/session-store.ts';
import { type Transition, transition } from '../core/wait/transition.ts';
import type { Clock } from '../runtime/clock.ts';

export interface WaitClaimant {
  readonly job: WaitJob;
  /** The job as it came: stored beside the session if the wait is registered here. */
  readonly encoded: string;
  /** Unique to this message in this invocation. */
  readonly owner: string;
  /** The job has no other message that anybody knows of, and this one was not received before. */
  readonly isFirst: boolean;
}

export interface ClaimPorts {
  readonly sessions: SessionStore;
  readonly clock: Clock;
}

/** Nothing is to be done for this delivery, and why. */
export interface Ignored {
  readonly kind: 'ignored';
  readonly outcome: 'repeat' | 'superseded';
}

export interface Claimed extends Transition<Claim | Ignored> {
  /** The cycle that was open until this job registered its own. */
  readonly superseded?: Cycle;
}

export async function claimWait(
  claimant: WaitClaimant,
  ports: ClaimPorts,
  deadlineMs: number,
): Promise<Claimed> {
  const first = await claimCycle(claimant, ports);
  if (first.outcome.kind !== 'unregistered') return first;
  const { outcome, stored } = await registerWait({ ...claimant, deadlineMs }, ports.sessions);
  switch (outcome.kind) {
    case 'repeat':
      return { outcome: { kind: 'ignored', outcome: 'repeat' }, stored };
    case 'outdated':
    case 'closed':
      return { outcome: { kind: 'ignored', outcome: 'superseded' }, stored };
    case 'opened': {
      const claimed = await claimCycle(claimant, ports, stored);
      return { ...claimed, ...(outcome.superseded && { superseded: outcome.superseded }) };
    }
    case 'known':
      return claimCycle(claimant, ports, stored);
  }
}

function claimCycle(
  { job, owner, isFirst }: WaitClaimant,
  { sessions, clock }: ClaimPorts,
  known?: StoredSession,
): Promise<Transition<Claim>> {
  const { deliveryId } = job;
  const claimant = { deliveryId, owner, nowMs: clock.nowMs(), leaseMs: LEASE.workMs, isFirst };
  return transition(sessions, waitRef(job), (session) => claim(session, claimant), known && { known });
}
