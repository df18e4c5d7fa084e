// Records the end of a cycle: in the log, in the counters, and, where its platform did not take the decision, in the error log.
import type { Clock } from '../../runtime/clock.ts';
import type { Log, LogFields } from '../../runtime/log.ts';
import { isReplay } from '../delivery/replay-id.ts';
import { updateEntryId } from '../error-log/entry.ts';
import { type ParkPorts, park } from '../error-log/park.ts';
import type { SendReason } from '../reason/reason.ts';
import { type ConversationCount, withoutResult, withResult } from '../statistics/conversations.ts';
import { countOutcome } from '../statistics/count-outcome.ts';
import type { Counters } from '../statistics/counters.ts';
import { isSilent } from './decision.ts';
import { isConfirmed } from './echo.ts';
import { type Cycle, conversationOf, type Decision, type Session } from './session.ts';

/** The delivery id; of a refused update that is sent again, the id of its replay. */
function idOf({ deliveryId, progress }: Cycle): string {
  return 'update' in progress ? (progress.update?.replay ?? deliveryId) : deliveryId;
}

/** For log lines. */
export function describeCycle(cycle: Cycle, session: Session) {
  const conversation = conversationOf(session);
  return { deliveryId: idOf(cycle), source: cycle.source, conversation, cycle: cycle.number };
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
export function recordContinued(
  cycle: Cycle,
  session: Session | undefined,
  decision: Decision,
  ports: ContinuedPorts,
): void {
  if (!session) return;
  const { log, clock, counters, call } = ports;
  const { cause, reason, counts } = decision;
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  const about = { outcome: cause, reason, ...describeCycle(cycle, session), ...call, waitedMs };
  log.write('info', { event: 'outcome', ...about });
  const continued = { afterMs: waitedMs, result: resultOf(decision) };
  countOutcome(counters, { ...cycle, deliveryId: idOf(cycle) }, counts ?? cause, continued);
  if (isConfirmed(session)) recordConfirmed(cycle, session, ports);
}

/** With what its customer goes on. Nothing where the source's settings want nothing to be done. */
function resultOf(decision: Decision): ConversationCount | undefined {
  const { cause, reason = cause } = decision;
  if (cause === 'done') return withResult;
  return isSilent(decision) ? undefined : withoutResult(reason);
}

/** The platform's own webhooks have shown all messages of the answer. It is not the end of a delivery. */
export function recordConfirmed(
  cycle: Cycle,
  session: Session,
  { log, clock, counters }: OutcomePorts,
): void {
  const confirmedMs = clock.nowMs() - cycle.receivedAtMs;
  log.write('info', { event: 'confirmed', ...describeCycle(cycle, session), confirmedMs });
  if (!isReplay(idOf(cycle))) counters.confirmed(cycle.source, confirmedMs);
}

/** A decision came after another one. It is not the end of a delivery. */
export function recordLate(
  cycle: Cycle,
  conversation: string,
  outcome: string,
  { counters, log }: OutcomePorts,
): void {
  countOutcome(counters, cycle, 'late');
  const { source, number } = cycle;
  log.write('info', {
    event: 'late',
    outcome,
    deliveryId: idOf(cycle),
    source,
    conversation,
    cycle: number,
  });
}

/**
 * The conversation cannot be continued any more. Parked before the end is written: after a crash in between there is
 * one more call, and no entry is lost.
 */
export async function parkDecision(
  { cycle, session, platform }: ParkedDecision,
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
    conversation: session.ref,
    waits: false,
    ...(session.contacts && { contacts: session.contacts }),
  };
  // The entry names the session, which a replay needs; the log names the conversation.
  const line = {
    conversation: conversationOf(session),
    cycle: number,
    waitedMs: ports.clock.nowMs() - receivedAtMs,
  };
  const outcome = reason === 'unconfirmed' ? reason : 'parked';
  // What the channel could not bring has been counted as done.
  const ends = reason === 'undelivered' ? 'wait' : 'delivery';
  await park(entry, { ends, line, outcome }, ports);
}

/**
 * The platform refuses our key or address. The decision is kept and sent again; whoever can set the key learns it from one
 * entry for each source and day.
 */
export async function parkConfiguration(
  { cycle: { source }, platform }: ParkedDecision,
  status: number,
  ports: ParkPorts,
): Promise<void> {
  const { clock, errorLog, log } = ports;
  const parkedAtMs = clock.nowMs();
  const day = new Date(parkedAtMs).toISOString().slice(0, 10);
  const deliveryId = `${source}-${day}`;
  const reason = `${platform}_${status}`;
  const entry = { deliveryId, reason, attempts: 1, source, platform, waits: false, parkedAtMs };
  const written = await errorLog.add({ ...entry, id: updateEntryId(deliveryId) });
  if (written === 'added')
    log.write('error', { event: 'parked', outcome: 'parked', source, platform, reason });
}

export interface ParkedDecision {
  readonly cycle: Cycle;
  readonly session: Session;
  readonly platform: string;
}
