// Decides, and sends the decision to its platform: lease, call, write the answer, while there are tries and time.
// Where the first call may begin at once, the decision and its lease are one write. Worker, resume, sweeper and operate all
// decide and send through here.

import { errorName, type LogFields } from '../../runtime/log.ts';
import type { Breaker } from '../breaker/breaker.ts';
import { type PermittedCall, type ReportHealth, reportNothing, withPermit } from '../breaker/with-permit.ts';
import type { ParkPorts } from '../error-log/park.ts';
import { LEASE, SEND } from '../policy.ts';
import { describeCycle, type OutcomePorts, parkDecision, recordContinued } from './cycle-outcome.ts';
import type { Outbound } from './outbound.ts';
import {
  beginSend,
  callsBegun,
  type Deciding,
  decideAndBegin,
  deferSend,
  endSend,
  foreseeSend,
  refuse,
  type SendLease,
} from './sending.ts';
import type { Cycle, Decision, Session } from './session.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import { transition } from './transition.ts';

export interface SendPorts extends ParkPorts, OutcomePorts {
  readonly counters: OutcomePorts['counters'];
  readonly clock: OutcomePorts['clock'];
  readonly sessions: SessionStore;
  readonly outbound: Outbound;
  readonly breaker: Breaker;
  /** Of whoever sends many, to be slowed down by a platform that takes fewer. */
  readonly pace?: { slower(): void };
  /** From 0 to 1. */
  random(): number;
}

export interface SendSettings {
  /** Age of a delivery after which its decision is not sent any more. */
  readonly windowMs: number;
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
  /** It was decided, and kept back. */
  readonly putOff?: boolean;
  /** For the line of the outcome: how it came to the decision. */
  readonly line?: LogFields;
}

/** `left`: it is decided and due, and the sweeper sends it. */
export type SendOutcome = 'continued' | 'refused' | 'left' | 'ended' | 'superseded';

export type DecideAndSend<Outcome> = SendRequest & Deciding<Outcome>;

export interface Decided<Outcome> {
  readonly outcome: Outcome;
  readonly stored: StoredSession;
  /** Absent when this decision does not count. */
  readonly sent?: SendOutcome;
}

export interface DecisionSender {
  send(request: SendRequest): Promise<SendOutcome>;
  /**
   * The decision is durable. So an error while sending is logged and not thrown, and the sweeper sends the decision.
   * @throws when the decision could not be written.
   */
  decideAndSend<Outcome>(request: DecideAndSend<Outcome>): Promise<Decided<Outcome>>;
}

export function decisionSender(ports: SendPorts, settings: SendSettings): DecisionSender {
  const { sessions, breaker, clock, outbound } = ports;
  const { destination } = outbound;

  const senderOf = ({ cycle, owner }: SendRequest) => ({
    cycle,
    owner,
    nowMs: clock.nowMs(),
    leaseMs: LEASE.sendMs,
    windowMs: settings.windowMs,
  });

  async function send(request: SendRequest): Promise<SendOutcome> {
    let known = request.known ?? (await sessions.load(request.ref));
    let tries = request.tries;
    while (tries > 0 && clock.nowMs() <= request.untilMs) {
      const tried = await tryOnce(request, known);
      if (tried.kind === 'paused') return defer(request, known);
      const { value } = tried;
      if (value.end !== undefined) return value.end;
      known = value.stored;
      if (value.dueAtMs === undefined) {
        tries -= 1;
        continue;
      }
      const isFirst = callsBegun(known.session) === 0;
      const maxPauseMs = isFirst ? SEND.maxFirstPauseMs : SEND.maxPauseMs;
      const pauseMs = Math.max(0, value.dueAtMs - clock.nowMs());
      if (pauseMs > maxPauseMs || value.dueAtMs > request.untilMs) return 'left';
      await clock.sleep(pauseMs);
    }
    return 'left';
  }

  /** A permit is acquired only when a call will follow: it may be the only probe. */
  async function tryOnce(request: SendRequest, known: StoredSession) {
    if (foreseeSend(known.session, senderOf(request)) !== 'begun')
      return { kind: 'called' as const, value: await leaseAndCall(request, known, reportNothing) };
    return withPermit(breaker, plannedCall(request, known), (report) => leaseAndCall(request, known, report));
  }

  function plannedCall(request: SendRequest, known: StoredSession): PermittedCall {
    const history = callsBegun(known.session) > 0 ? 'failed' : request.putOff ? 'put_off' : 'new';
    return { destination, callMs: SEND.callMs, conversation: request.ref, history };
  }

  async function leaseAndCall(
    request: SendRequest,
    known: StoredSession,
    report: ReportHealth,
  ): Promise<Tried> {
    const begun = await transition(sessions, request.ref, (s) => beginSend(s, senderOf(request)), { known });
    return useLease(begun.outcome, begun.stored, request, report);
  }

  async function useLease(
    lease: SendLease,
    stored: StoredSession,
    request: SendRequest,
    report: ReportHealth,
  ): Promise<Tried> {
    switch (lease.kind) {
      case 'begun':
        // The store confirmed so late that another call might begin before this one has ended.
        if (clock.nowMs() + SEND.callMs > lease.untilMs) return { end: 'left', stored };
        return call({ ...lease, stored }, request, report);
      case 'not_due':
        return { dueAtMs: lease.dueAtMs, stored };
      case 'window_closed':
        return { end: await closeWindow(lease.cycle, stored, request.ref), stored };
      case 'ended':
      case 'superseded':
        return { end: lease.kind, stored };
      case 'leased':
      case 'undecided':
        return { end: 'left', stored };
    }
  }

  /** The destination is paused: the decision stays due, no attempt is spent, and the sweeper knows when it goes on. */
  async function defer(request: SendRequest, known: StoredSession): Promise<SendOutcome> {
    const sender = senderOf(request);
    const { outcome } = await transition(sessions, request.ref, (s) => deferSend(s, sender), { known });
    if (outcome === 'deferred') ports.counters.call(destination, 'deferred');
    return outcome === 'ended' || outcome === 'superseded' ? outcome : 'left';
  }

  async function closeWindow(cycle: Cycle, known: StoredSession, ref: string): Promise<SendOutcome> {
    const reason = 'window_closed';
    await parkDecision({ cycle, ref, session: known.session, platform: outbound.platform }, reason, ports);
    const end = { cycle: cycle.number, reason, nowMs: clock.nowMs() };
    const refused = await transition(sessions, ref, (s) => refuse(s, end), { known });
    return refused.outcome === 'recorded' ? 'refused' : 'ended';
  }

  async function call(
    { cycle, decision, attempt, stored }: Begun,
    { ref, owner, line }: SendRequest,
    report: ReportHealth,
  ): Promise<Tried> {
    const { session } = stored;
    if (!session) return { end: 'superseded', stored };
    const answer = await outbound.update(session.sessionId, decision.keys);
    const nowMs = clock.nowMs();
    const context = { attempt, nowMs, receivedAtMs: cycle.receivedAtMs, random: ports.random() };
    const { configuration, health, throttled, ...result } = outbound.judge(answer, context);
    await report(health ?? 'healthy');
    if (throttled) ports.pace?.slower();
    ports.counters.call(destination, health ? 'failed' : 'answered', answer.tookMs);
    if (result.kind === 'refused')
      await parkDecision({ cycle, ref, session, platform: outbound.platform }, result.reason, ports);
    const end = { cycle: cycle.number, owner, nowMs, result };
    const recorded = await transition(sessions, ref, (s) => endSend(s, end), { known: stored });
    const call = {
      destination,
      attempt,
      status: answer.kind === 'answer' ? answer.status : undefined,
      tookMs: answer.tookMs,
    };
    if (result.kind === 'continued' && recorded.outcome !== 'superseded' && recorded.outcome !== 'lost') {
      recordContinued(cycle, ref, decision, { ...ports, call: { ...line, ...call } });
      return { end: result.kind, stored: recorded.stored };
    }
    ports.log.write(configuration ? 'error' : result.kind === 'continued' ? 'info' : 'warn', {
      event: 'attempt',
      ...call,
      ...describeCycle(cycle, ref),
      result: result.kind,
      problem: answer.kind === 'no_answer' ? answer.problem : undefined,
      configuration,
      throttled,
      retryInMs: result.kind === 'retry' ? result.dueAtMs - nowMs : undefined,
      recorded: recorded.outcome,
    });
    if (recorded.outcome === 'superseded') return { end: 'superseded', stored: recorded.stored };
    if (recorded.outcome === 'lost' || result.kind === 'retry') return { stored: recorded.stored };
    return { end: result.kind, stored: recorded.stored };
  }

  /** What is decided is durable: an error while it is sent is logged, and the sweeper sends it. */
  async function safely(
    { ref: conversation, cycle }: SendRequest,
    sending: () => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    try {
      return await sending();
    } catch (error) {
      ports.log.write('warn', { event: 'send_error', conversation, cycle, error: errorName(error) });
      return 'left';
    }
  }

  async function decideThenSend<Outcome>(
    { step, isDecided, ...request }: DecideAndSend<Outcome>,
    known: StoredSession,
  ): Promise<Decided<Outcome>> {
    const { outcome, stored } = await transition(sessions, request.ref, step, { known });
    if (!isDecided(outcome)) return { outcome, stored };
    return { outcome, stored, sent: await safely(request, () => send({ ...request, known: stored })) };
  }

  async function decideAndSend<Outcome>(asked: DecideAndSend<Outcome>): Promise<Decided<Outcome>> {
    const { ref, tries } = asked;
    const known = asked.known ?? (await sessions.load(ref));
    const both = (session: Session | undefined) => decideAndBegin(session, asked, senderOf(asked));
    if (both(known.session).outcome.lease?.kind !== 'begun') return decideThenSend(asked, known);
    const first = await withPermit(breaker, plannedCall(asked, known), async (report) => {
      const { outcome, stored } = await transition(sessions, ref, both, { known });
      const { decided, lease } = outcome;
      if (!lease) return { outcome: decided, stored };
      const sent = await safely(asked, async () => {
        const tried = await useLease(lease, stored, asked, report);
        return tried.end ?? send({ ...asked, known: tried.stored, tries: tries - 1 });
      });
      return { outcome: decided, stored, sent };
    });
    return first.kind === 'called' ? first.value : decideThenSend(asked, known);
  }

  return { send, decideAndSend };
}

interface Begun extends Extract<SendLease, { kind: 'begun' }> {
  readonly decision: Decision;
  readonly stored: StoredSession;
}

/** `end`: nothing more is to be done now. `dueAtMs`: no call was due. Neither: a call was made, and may be repeated. */
interface Tried {
  readonly end?: SendOutcome;
  readonly dueAtMs?: number;
  readonly stored: StoredSession;
}
