// How a cycle's end with Treble is noted: in the log, in the counters, and, where Treble never took the decision, in the
// error log for somebody to look at.

import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { updateEntryId } from '../delivery/replay-id.ts';
import type { FailureLog } from '../error-log/error-log.ts';
import type { Outcome } from '../statistics/columns.ts';
import { countOutcome } from '../statistics/count-outcome.ts';
import type { Counters } from '../statistics/counters.ts';
import type { Cycle, Decision } from './session.ts';
import type { StoredSession } from './session-store.ts';

export interface EndPorts {
  readonly failures: FailureLog;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

/** A refused update that is sent again bears the name of its replay. */
function nameOf({ deliveryId, progress }: Cycle): string {
  return 'update' in progress ? (progress.update?.replay ?? deliveryId) : deliveryId;
}

export function describeCycle(cycle: Cycle, ref: string) {
  return { deliveryId: nameOf(cycle), source: cycle.source, conversation: ref, cycle: cycle.number };
}

export function noteOutcome(cycle: Cycle, ref: string, { cause, reason }: Decision, ports: EndPorts): void {
  const { log, clock, counters } = ports;
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  log.write('info', { event: 'outcome', outcome: cause, reason, ...describeCycle(cycle, ref), waitedMs });
  countOutcome(counters, { ...cycle, deliveryId: nameOf(cycle) }, outcomeOf(cause, reason), waitedMs);
}

/** What nobody was to work on has not failed. */
function outcomeOf(cause: Decision['cause'], reason: string | undefined): Outcome {
  if (cause === 'failed' && reason === 'filtered') return 'filtered';
  if (cause === 'failed' && (reason === 'disabled' || reason === 'removed')) return 'ignored';
  return cause;
}

/**
 * The conversation cannot be continued any more: into the error log, for somebody to look at. Before the end is
 * written down: a crash in between costs one more call, not the entry.
 */
export async function parkDecision(
  { cycle, ref, known }: { readonly cycle: Cycle; readonly ref: string; readonly known: StoredSession },
  reason: string,
  ports: EndPorts,
): Promise<void> {
  const { clock, counters, failures, log } = ports;
  const { source, progress } = cycle;
  const deliveryId = nameOf(cycle);
  const contacts = known.session?.contacts;
  await failures.park({
    id: updateEntryId(deliveryId),
    deliveryId,
    reason,
    parkedAtMs: clock.nowMs(),
    attempts: 'update' in progress ? (progress.update?.attempts ?? 0) : 0,
    source,
    platform: 'treble',
    conversation: ref,
    ...(contacts && { contacts }),
  });
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  log.write('error', { event: 'outcome', outcome: 'parked', reason, ...describeCycle(cycle, ref), waitedMs });
  countOutcome(counters, { source, deliveryId }, 'parked');
}
