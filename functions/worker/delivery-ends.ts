// How the worker records that deliveries of waits have ended: in the log, and in the counters for the statistics.
import { type WaitJob, waitRef } from '../core/delivery/job.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Counters } from '../core/statistics/counters.ts';
import { takeUncounted } from '../core/wait/registration.ts';
import type { Cycle } from '../core/wait/session.ts';
import type { SessionStore, StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { Log } from '../runtime/log.ts';

export interface DeliveryEndPorts {
  readonly sessions: SessionStore;
  readonly counters: Counters;
  readonly log: Log;
}

/** A delivery that changed nothing, or closed a wait. */
export function recordDeliveryEnd(
  job: WaitJob,
  outcome: 'repeat' | 'superseded' | 'opt_out',
  { log, counters }: DeliveryEndPorts,
): void {
  const { source, conversation, type } = job;
  // A replay counts for nothing: the delivery was counted when it was parked.
  const deliveryId = job.replay ?? job.deliveryId;
  log.write('info', { event: 'outcome', outcome, deliveryId, source, conversation, type });
  countOutcome(counters, { deliveryId, source }, outcome === 'opt_out' ? 'ignored' : outcome);
}

/** A wait that this delivery has ended. Ingest counts nothing, so `countEndedWaits` counts it. */
export function logEndedWait(
  { deliveryId, source, number }: Cycle,
  { conversation }: WaitJob,
  outcome: 'superseded' | 'closed',
  { log }: DeliveryEndPorts,
): void {
  log.write('info', { event: 'outcome', outcome, deliveryId, source, conversation, cycle: number });
}

/** Counts the waits that later deliveries ended. Called last, so that it delays nobody. */
export async function countEndedWaits(
  job: WaitJob,
  known: StoredSession,
  { sessions, counters }: DeliveryEndPorts,
): Promise<void> {
  if (!known.session?.uncounted) return;
  const { outcome: ended } = await transition(sessions, waitRef(job), takeUncounted);
  for (const { source, outcome, times } of ended)
    for (let time = 0; time < times; time += 1) counters.outcome(source, outcome);
}
