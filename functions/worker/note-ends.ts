// What a wait's job notes when something ends: in the log, and in the counters for the statistics.
import { countOutcome } from '../shared/count-outcome.ts';
import type { WaitJob } from '../shared/domain/job.ts';
import { takeUncounted } from '../shared/domain/registration.ts';
import type { Cycle } from '../shared/domain/session.ts';
import type { Counters, Log, SessionStore, StoredSession } from '../shared/ports.ts';
import { transition } from '../shared/transition.ts';

export interface EndPorts {
  readonly sessions: SessionStore;
  readonly counters: Counters;
  readonly log: Log;
}

/** The end of a delivery that changed nothing. */
export function endDelivery(
  job: WaitJob,
  outcome: 'repeat' | 'superseded' | 'opt_out',
  ports: EndPorts,
): void {
  const { deliveryId, source, conversation, type } = job;
  ports.log.write('info', { event: 'outcome', outcome, deliveryId, source, conversation, type });
  countOutcome(ports.counters, job, outcome === 'opt_out' ? 'ignored' : outcome);
}

/** Usually it was ingest that let a later delivery end a wait, and ingest counts nothing. Last, so it delays nobody. */
export async function countEnded(
  { conversation }: WaitJob,
  known: StoredSession,
  { sessions, counters }: EndPorts,
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
  { log }: EndPorts,
  event: string,
): void {
  const { deliveryId, source, number } = cycle;
  log.write('info', { event, outcome, deliveryId, source, conversation: job.conversation, cycle: number });
}
