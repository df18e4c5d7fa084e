// Brings a decision to Treble, from the worker right after it was made or from the sweeper when it is due: lease,
// call, write down the answer; as often as the caller has tries and time for.
import { judge, UPDATE_TIMEOUT_MS } from '../../platforms/treble/session-update.ts';
import type { Breaker, Permit } from '../breaker/breaker.ts';
import { beginSend, deferSend, endSend, foreseeSend, refuse } from './sending.ts';
import type { Cycle, Decision } from './session.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import type { SessionUpdater } from './session-updater.ts';
import { transition } from './transition.ts';
import { describeCycle, type EndPorts, noteOutcome, parkDecision } from './wait-outcome.ts';

export interface SendPorts extends EndPorts {
  readonly sessions: SessionStore;
  readonly updater: SessionUpdater;
  readonly breaker: Breaker;
  /** From 0 to 1. */
  random(): number;
}

/** What breaker and statistics know Treble by. */
const TREBLE = 'treble';

export interface SendSettings {
  readonly windowMs: number;
  readonly settleMs: number;
}

export interface SendRequest {
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
  order: SendRequest,
  ports: SendPorts,
  settings: SendSettings,
): Promise<SendOutcome> {
  const { ref, owner, cycle } = order;
  const { windowMs } = settings;
  const { sessions, breaker, clock } = ports;
  const sender = () => ({ cycle, owner, nowMs: clock.nowMs(), leaseMs: LEASE_MS, windowMs });
  let known = order.known ?? (await sessions.load(ref));
  let tries = order.tries;
  let patienceMs = MAX_FIRST_PAUSE_MS;
  while (tries > 0 && clock.nowMs() <= order.untilMs) {
    // Asked only when a call would follow: who asks may get the one probe.
    const permit: Permit =
      foreseeSend(known.session, sender()) === 'begun'
        ? await breaker.acquire(TREBLE, UPDATE_TIMEOUT_MS)
        : { kind: 'pass', probe: false };
    if (permit.kind === 'paused')
      return putOff(order, known, { ...sender(), untilMs: permit.untilMs }, ports);
    const begun = await transition(sessions, ref, (s) => beginSend(s, sender()), { known });
    known = begun.stored;
    const nowMs = clock.nowMs();
    // A store that confirmed so late: another might begin its call before this one had ended.
    const tooLate = begun.outcome.kind === 'begun' && nowMs + UPDATE_TIMEOUT_MS > begun.outcome.untilMs;
    if (begun.outcome.kind !== 'begun' || tooLate) await breaker.report(TREBLE, 'unknown', permit);
    if (tooLate) return 'left';
    switch (begun.outcome.kind) {
      case 'not_due': {
        const pauseMs = Math.max(0, begun.outcome.dueAtMs - nowMs);
        if (pauseMs > patienceMs || begun.outcome.dueAtMs > order.untilMs) return 'left';
        await clock.sleep(pauseMs);
        break;
      }
      case 'begun': {
        const attempt = { ...begun.outcome, stored: begun.stored, permit };
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

/** Those that were put off together shall not come back together, the same one always first. */
const PUT_OFF_SPREAD_MS = 15_000;

/** Treble is being left alone: the decision stays due, and no attempt is spent. */
async function putOff(
  { ref }: SendRequest,
  known: StoredSession,
  sender: Parameters<typeof deferSend>[1],
  { sessions, counters, random }: SendPorts,
): Promise<SendOutcome> {
  const untilMs = sender.untilMs + Math.round(random() * PUT_OFF_SPREAD_MS);
  const { outcome } = await transition(sessions, ref, (s) => deferSend(s, { ...sender, untilMs }), { known });
  if (outcome === 'deferred') counters.call(TREBLE, 'deferred');
  return outcome === 'ended' || outcome === 'superseded' ? outcome : 'left';
}

async function closeWindow(
  cycle: Cycle,
  known: StoredSession,
  { ref }: SendRequest,
  ports: SendPorts,
): Promise<SendOutcome> {
  const reason = 'window_closed';
  await parkDecision({ cycle, ref, known }, reason, ports);
  const end = { cycle: cycle.number, reason, nowMs: ports.clock.nowMs() };
  const refused = await transition(ports.sessions, ref, (s) => refuse(s, end), { known });
  return refused.outcome === 'recorded' ? 'refused' : 'ended';
}

interface Attempt {
  readonly cycle: Cycle;
  readonly decision: Decision;
  readonly attempt: number;
  readonly stored: StoredSession;
  readonly permit: Permit;
}

async function makeCall(
  { cycle, decision, attempt, stored, permit }: Attempt,
  { ref, owner }: SendRequest,
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
  const { configuration, unwell = false, ...result } = judged;
  ports.counters.call(TREBLE, unwell ? 'failed' : 'answered', answer.tookMs);
  const told = ports.breaker.report(TREBLE, unwell ? 'unwell' : 'well', permit);
  if (result.kind === 'refused') await parkDecision({ cycle, ref, known: stored }, result.reason, ports);
  const end = { cycle: cycle.number, owner, nowMs, result };
  const recorded = await transition(ports.sessions, ref, (s) => endSend(s, end), { known: stored });
  await told;
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
  if (result.kind === 'continued') noteOutcome(cycle, ref, decision, ports);
  return { outcome: result.kind, stored: recorded.stored };
}
