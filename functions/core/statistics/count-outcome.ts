// Counts the outcome of a delivery. A replay came through no API, so it counts for nothing: its delivery has its outcome.
import { isReplay } from '../delivery/replay-id.ts';
import type { Outcome } from './columns.ts';
import type { Continued, Counters } from './counters.ts';

export function countOutcome(
  counters: Pick<Counters, 'outcome'>,
  { deliveryId, source = 'unknown' }: { readonly deliveryId: string; readonly source?: string },
  outcome: Outcome,
  continued?: Continued,
): void {
  if (!isReplay(deliveryId)) counters.outcome(source, outcome, continued);
}
