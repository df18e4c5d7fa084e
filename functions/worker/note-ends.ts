// What a wait's job notes when something ends: in the log, and in the counters for the statistics.

import type { WaitJob } from '../core/delivery/job.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Counters } from '../core/statistics/counters.ts';
import { takeUncounted } from '../core/wait/registration.ts';
import type { Cycle } from '../core/wait/session.ts';
import type { SessionStore, StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { Log } from '../runtime/log.ts';

export interface WaitEndPorts {
  readonly sessions: SessionStore;
  readonly counters: Counters;
  readonly log: Log;
}

/** The end of a delivery that changed nothing. */
export function endDelivery(
  job: WaitJob,
  outcome: 'repeat' | 'superseded' | 'opt_out',
  ports: WaitEndPorts,
): void {
  const { deliveryId, source, conversation, type } = job;
  ports.log.write('info', { event: 'outcome', outcome, deliveryId, source, conversation, type });
  countOutcome(ports.counters, job, outcome === 'opt_out' ? 'ignored' : outcome);
}

/** Usually it was ingest that let a later delivery end a wait, and ingest counts nothing. Last, so it delays nobody. */
export async function countEnded(
  { conversation }: WaitJob,
  known: StoredSession,
  { sessions, counters }: WaitEndPorts,
): Promise<void> {
  if (!known.session?.uncounted) return;
  const { outcome: ended } = await transition(sessions, conversation, takeUncounted);
  for (const { source, outcome, times } of ended)
    for (let time = 0; time < times; time += 1) counters.outcome(source, outcome);
}

export function logCycle(
  cycle: Cycle,
  job: WaitJob,
  outcome: string,
  { log }: WaitEndPorts,
  event: string,
): void {
  const { deliveryId, source, number } = cycle;
  log.write('info', { event, outcome, deliveryId, source, conversation: job.conversation, cycle: number });
}
