// Brings a decision to Treble, from the worker right after it was made or from the sweeper when it is due: lease,
// call, write down the answer; as often as the caller has tries and time for.
import { judge, UPDATE_TIMEOUT_MS } from '../platforms/treble/session-update.ts';
import { beginSend, endSend, refuse } from './domain/sending.ts';
import type { Cycle, Decision } from './domain/session.ts';
import type { Clock, FailureLog, Log, SessionStore, SessionUpdater, StoredSession } from './ports.ts';
import { transition } from './transition.ts';

export interface SendPorts {
  readonly sessions: SessionStore;
  readonly updater: SessionUpdater;
  readonly failures: FailureLog;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  random(): number;
}

export interface SendSettings {
  readonly windowMs: number;
  readonly settleMs: number;
}

export interface SendOrder {
  readonly ref: string;
  readonly cycle: number;
  /** Unique to this invocation. */
  readonly owner: string;
  readonly tries: number;
  /** No call begins later than this. */
  readonly untilMs: number;
  readonly known?: StoredSession;
}

/** `left`: it stands decided and due, for the sweeper. */
export type SendOutcome = 'continued' | 'refused' | 'left' | 'ended' | 'superseded';

/** A call, and the time that a slow store takes to confirm the lease for it. */
const LEASE_MS = 20_000;

/** A pause between two quick tries; whoever asks for a longer one is left to the sweeper. */
const MAX_PAUSE_MS = 5_000;

/** The pause before the first call, which `ResumeDelayMs` asks for. */
const MAX_FIRST_PAUSE_MS = 60_000;

export async function sendDecision(
  order: SendOrder,
  ports: SendPorts,
  settings: SendSettings,
): Promise<SendOutcome> {
  const { ref, owner, cycle } = order;
  const { windowMs } = settings;
  let { known } = order;
  let tries = order.tries;
  let patienceMs = MAX_FIRST_PAUSE_MS;
  while (tries > 0 && ports.clock.nowMs() <= order.untilMs) {
    const sender = () => ({ cycle, owner, nowMs: ports.clock.nowMs(), leaseMs: LEASE_MS, windowMs });
    const begun = await transition(ports.sessions, ref, (s) => beginSend(s, sender()), known && { known });
    known = begun.stored;
    const nowMs = ports.clock.nowMs();
    switch (begun.outcome.kind) {
      case 'not_due': {
        const pauseMs = Math.max(0, begun.outcome.dueAtMs - nowMs);
        if (pauseMs > patienceMs || begun.outcome.dueAtMs > order.untilMs) return 'left';
        await ports.clock.sleep(pauseMs);
        break;
      }
      case 'begun': {
        // A store that confirmed so late: another might begin its call before this one had ended.
        if (nowMs + UPDATE_TIMEOUT_MS > begun.outcome.untilMs) return 'left';
        const attempt = { ...begun.outcome, stored: begun.stored };
        const ended = await makeCall(attempt, order, ports, settings);
        if (ended.outcome !== 'left') return ended.outcome;
        known = ended.stored;
        tries -= 1;
        patienceMs = MAX_PAUSE_MS;
        break;
      }
      case 'window_closed':
        return closeWindow(begun.outcome.cycle, begun.stored, order, ports);
      case 'ended':
      case 'superseded':
        return begun.outcome.kind;
      default:
        return 'left';
    }
  }
  return 'left';
}

async function closeWindow(
  cycle: Cycle,
  known: StoredSession,
  { ref }: SendOrder,
  ports: SendPorts,
): Promise<SendOutcome> {
  const reason = 'window_closed';
  await park(cycle, ref, reason, ports);
  const end = { cycle: cycle.number, reason, nowMs: ports.clock.nowMs() };
  const refused = await transition(ports.sessions, ref, (s) => refuse(s, end), { known });
  return refused.outcome === 'recorded' ? 'refused' : 'ended';
}

interface Attempt {
  readonly cycle: Cycle;
  readonly decision: Decision;
  readonly attempt: number;
  readonly stored: StoredSession;
}

async function makeCall(
  { cycle, decision, attempt, stored }: Attempt,
  { ref, owner }: SendOrder,
  ports: SendPorts,
  settings: SendSettings,
): Promise<{ outcome: SendOutcome; stored: StoredSession }> {
  const { clock, log } = ports;
  const answer = await ports.updater.update(stored.session?.sessionId ?? '', decision.keys);
  const { receivedAtMs } = cycle;
  const nowMs = clock.nowMs();
  const judged = judge(answer, {
    attempt,
    nowMs,
    receivedAtMs,
    settleMs: settings.settleMs,
    random: ports.random(),
  });
  const { configuration, ...result } = judged;
  if (result.kind === 'refused') await park(cycle, ref, result.reason, ports);
  const end = { cycle: cycle.number, owner, nowMs, result };
  const recorded = await transition(ports.sessions, ref, (s) => endSend(s, end), { known: stored });
  log.write(configuration ? 'error' : result.kind === 'continued' ? 'info' : 'warn', {
    event: 'attempt',
    destination: 'treble',
    ...describeCycle(cycle, ref),
    attempt,
    result: result.kind,
    status: answer.kind === 'answer' ? answer.status : undefined,
    problem: answer.kind === 'no_answer' ? answer.problem : undefined,
    configuration,
    retryInMs: result.kind === 'retry' ? result.dueAtMs - nowMs : undefined,
    tookMs: answer.tookMs,
    recorded: recorded.outcome,
  });
  if (recorded.outcome === 'superseded') return { outcome: 'superseded', stored: recorded.stored };
  if (recorded.outcome === 'lost' || result.kind === 'retry')
    return { outcome: 'left', stored: recorded.stored };
  if (result.kind === 'continued') logOutcome(cycle, ref, decision.cause, ports);
  return { outcome: result.kind, stored: recorded.stored };
}

function describeCycle(cycle: Cycle, ref: string) {
  return { deliveryId: cycle.deliveryId, source: cycle.source, conversation: ref, cycle: cycle.number };
}

function logOutcome(cycle: Cycle, ref: string, outcome: string, { log, clock }: SendPorts): void {
  const { progress } = cycle;
  const reason = 'decision' in progress ? progress.decision.reason : undefined;
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  log.write('info', { event: 'outcome', outcome, reason, ...describeCycle(cycle, ref), waitedMs });
}

/**
 * The conversation cannot be continued any more: into the error log, for somebody to look at. Before the end is
 * written down: a crash in between costs one more call, not the entry.
 */
async function park(cycle: Cycle, ref: string, reason: string, ports: SendPorts): Promise<void> {
  const { clock, failures, log } = ports;
  const { deliveryId, source, progress } = cycle;
  await failures.park({
    id: `${deliveryId}#update`,
    deliveryId,
    reason,
    parkedAtMs: clock.nowMs(),
    attempts: 'update' in progress ? (progress.update?.attempts ?? 0) : 0,
    source,
    platform: 'treble',
    conversation: ref,
  });
  const waitedMs = clock.nowMs() - cycle.receivedAtMs;
  log.write('error', { event: 'outcome', outcome: 'parked', reason, ...describeCycle(cycle, ref), waitedMs });
}
