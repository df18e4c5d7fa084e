// Records the end of a cycle: in the log, in the counters, and, where its platform did not take the decision, in the error log.
import type { Clock } from '../../runtime/clock.ts';
import type { Log, LogFields } from '../../runtime/log.ts';
import { updateEntryId } from '../error-log/entry.ts';
import { type ParkPorts, park } from '../error-log/park.ts';
import type { SendReason } from '../reason/reason.ts';
import { countOutcome } from '../statistics/count-outcome.ts';
import type { Counters } from '../statistics/counters.ts';
import type { Cycle, Decision, Session } from './session.ts';

/** The delivery id; of a refused update that is sent again, the id of its replay. */
function idOf({ deliveryId, progress }: Cycle): string {
  return 'update' in progress ? (progress.update?.replay ?? deliveryId) : deliveryId;
}

/** For log lines. */
export function describeCycle(cycle: Cycle, ref: string) {
  return { deliveryId: idOf(cycle), source: cycle.source, conversation: ref, cycle: cycle.number };
}

export interface OutcomePorts {
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

interface ContinuedPorts extends OutcomePorts {
  /** The calls that decided and continued it, for the log: they have no lines of their own. */
  readonly call?: LogFields;
}

/** The conversation goes on. */
export function recordContinued(cycle: Cycle, ref: string, decision: Decision, ports: ContinuedPorts): void {
  const { log, clock, counters, call } = ports;
  const { cause, reason, counts } = decision;
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  const about = { outcome: cause, reason, ...describeCycle(cycle, ref), ...call, waitedMs };
  log.write('info', { event: 'outcome', ...about });
  countOutcome(counters, { ...cycle, deliveryId: idOf(cycle) }, counts ?? cause, waitedMs);
}

/** A decision came after another one. It is not the end of a delivery. */
export function recordLate(cycle: Cycle, ref: string, outcome: string, ports: OutcomePorts): void {
  countOutcome(ports.counters, cycle, 'late');
  ports.log.write('info', { event: 'late', outcome, ...describeCycle(cycle, ref) });
}

/**
 * The conversation cannot be continued any more. Parked before the end is written: after a crash in between there is
 * one more call, and no entry is lost.
 */
export async function parkDecision(
  { cycle, ref, session, platform }: ParkedDecision,
  reason: SendReason,
  ports: ParkPorts,
): Promise<void> {
  const { source, progress, receivedAtMs, number } = cycle;
  const deliveryId = idOf(cycle);
  const entry = {
    id: updateEntryId(deliveryId),
    deliveryId,
    reason,
    attempts: 'update' in progress ? (progress.update?.attempts ?? 0) : 0,
    source,
    platform,
    conversation: ref,
    waits: false,
    ...(session?.contacts && { contacts: session.contacts }),
  };
  const line = { cycle: number, waitedMs: ports.clock.nowMs() - receivedAtMs };
  await park(entry, { ends: 'delivery', line }, ports);
}

export interface ParkedDecision {
  readonly cycle: Cycle;
  readonly ref: string;
  readonly session: Session | undefined;
  readonly platform: string;
}
