// Decides, and sends the decision to its platform: lease, call, write the answer, while there are calls, tries and time.
// Where the first call may begin at once, the decision and its lease are one write. Worker, resume, sweeper and operate all
// decide and send through here.

import { sha256 } from '../../runtime/hmac.ts';
import { errorName, type LogFields } from '../../runtime/log.ts';
import type { Breaker } from '../breaker/breaker.ts';
import { type PermittedCall, type ReportHealth, reportNothing, withPermit } from '../breaker/with-permit.ts';
import { LEASE, SEND } from '../policy.ts';
import { describeCycle, parkDecision, recordContinued } from './cycle-outcome.ts';
import { callsBegun } from './planned-calls.ts';
import { type Called, type CallPorts, callPlatform } from './platform-call.ts';
import { findRoute, ignoredBy, type Route } from './route.ts';
import {
  type BegunCall,
  beginSend,
  type Deciding,
  decideAndBegin,
  deferSend,
  foreseeSend,
  refuse,
  type SendLease,
} from './sending.ts';
import { type Cycle, conversationOf, type Decision, type Session } from './session.ts';
import type { StoredSession } from './session-store.ts';
import { type Transition, transition } from './transition.ts';

export interface SendPorts extends CallPorts {
  readonly breaker: Breaker;
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
  const { sessions, breaker, clock, memory } = ports;

  const routeOf = (session: Session) => findRoute(session, ports);

  const senderOf = ({ cycle, owner }: SendRequest, { plan, echoes }: Route) => ({
    cycle,
    owner,
    nowMs: clock.nowMs(),
    leaseMs: LEASE.sendMs,
    windowMs: settings.windowMs,
    plan: (decision: Decision) => plan(decision).calls,
    echoes,
  });

  async function send(request: SendRequest): Promise<SendOutcome> {
    const known = request.known ?? (await sessions.load(request.ref));
    if (!known.session) return 'superseded';
    return sendBy(await routeOf(known.session), { ...request, known });
  }

  async function sendBy(route: Route, request: KnownRequest): Promise<SendOutcome> {
    let { known, tries } = request;
    while (tries > 0 && clock.nowMs() <= request.untilMs) {
      const tried = await tryOnce(route, request, known);
      if (tried.kind === 'paused') return defer(route, request, known);
      const { value } = tried;
      if (value.end !== undefined) return value.end;
      known = value.stored;
      if (value.succeeded) continue;
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
  async function tryOnce(route: Route, request: SendRequest, known: StoredSession) {
    const foreseen = foreseeSend(known.session, senderOf(request, route));
    if (foreseen.kind !== 'begun')
      return { kind: 'called' as const, value: await leaseAndCall(route, request, known, reportNothing) };
    await expectEcho(route, foreseen, known);
    return withPermit(breaker, plannedCall(route, request, known), (report) =>
      leaseAndCall(route, request, known, report),
    );
  }

  /** Before the call, so that an echo which overtakes the answer is known. */
  async function expectEcho({ plan }: Route, begun: BegunCall, { session }: StoredSession): Promise<void> {
    const planned = plan(begun.decision).calls.find(({ name }) => name === begun.call);
    if (!planned?.once || planned.text === undefined || !session) return;
    await memory.expectEcho(conversationOf(session), {
      ref: session.ref,
      call: begun.call,
      digest: sha256(planned.text),
      atMs: clock.nowMs(),
    });
  }

  function plannedCall({ outbound }: Route, request: SendRequest, known: StoredSession): PermittedCall {
    const history = callsBegun(known.session) > 0 ? 'failed' : request.putOff ? 'put_off' : 'new';
    const { destination } = outbound;
    return { destination, callMs: SEND.callMs, conversation: request.ref, history };
  }

  async function leaseAndCall(
    route: Route,
    request: SendRequest,
    known: StoredSession,
    report: ReportHealth,
  ): Promise<Tried> {
    const step = (session: Session | undefined) => beginSend(session, senderOf(request, route));
    const begun = await transition(sessions, request.ref, step, { known });
    return useLease(route, begun, request, report);
  }

  async function useLease(
    route: Route,
    { outcome: lease, stored }: Transition<SendLease>,
    request: SendRequest,
    report: ReportHealth,
  ): Promise<Tried> {
    switch (lease.kind) {
      case 'begun':
        // The store confirmed so late that another call might begin before this one has ended.
        if (clock.nowMs() + SEND.callMs > lease.untilMs) return { end: 'left', stored };
        return callPlatform({ ...request, route, begun: lease, stored, report }, ports);
      case 'not_due':
        return { dueAtMs: lease.dueAtMs, stored };
      case 'complete':
        recordContinued(lease.cycle, stored.session, lease.decision, {
          ...ports,
          call: { ...request.line, ignored: ignoredBy(route, lease.decision) },
        });
        return { end: 'continued', stored };
      case 'unconfirmed':
      case 'window_closed':
        return { end: await giveUp(route, lease.cycle, lease.kind, stored), stored };
      case 'ended':
      case 'superseded':
        return { end: lease.kind, stored };
      case 'leased':
      case 'undecided':
        return { end: 'left', stored };
    }
  }

  /** The destination is paused: the decision stays due, no attempt is spent, and the sweeper knows when it goes on. */
  async function defer(route: Route, request: SendRequest, known: StoredSession): Promise<SendOutcome> {
    const sender = senderOf(request, route);
    const { outcome } = await transition(sessions, request.ref, (s) => deferSend(s, sender), { known });
    if (outcome === 'deferred') ports.counters.call(route.outbound.destination, 'deferred');
    return outcome === 'ended' || outcome === 'superseded' ? outcome : 'left';
  }

  /** The decision is kept for a replay. */
  async function giveUp(
    { outbound: { platform } }: Route,
    cycle: Cycle,
    reason: 'window_closed' | 'unconfirmed',
    known: StoredSession,
  ): Promise<SendOutcome> {
    const { session } = known;
    if (!session) return 'superseded';
    await parkDecision({ cycle, session, platform }, reason, ports);
    const end = { cycle: cycle.number, reason, nowMs: clock.nowMs() };
    const refused = await transition(sessions, session.ref, (s) => refuse(s, end), { known });
    return refused.outcome === 'recorded' ? 'refused' : 'ended';
  }

  /** What is decided is durable: an error while it is sent is logged, and the sweeper sends it. */
  async function safely(
    { ref, cycle }: SendRequest,
    { session }: StoredSession,
    sending: () => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    try {
      return await sending();
    } catch (error) {
      const current = session?.cycle?.number === cycle && describeCycle(session.cycle, session);
      const about = current || { conversation: session ? conversationOf(session) : ref, cycle };
      ports.log.write('warn', { event: 'send_error', ...about, error: errorName(error) });
      return 'left';
    }
  }

  async function decideThenSend<Outcome>(
    { step, isDecided, ...request }: DecideAndSend<Outcome>,
    known: StoredSession,
  ): Promise<Decided<Outcome>> {
    const { outcome, stored } = await transition(sessions, request.ref, step, { known });
    if (!isDecided(outcome)) return { outcome, stored };
    return {
      outcome,
      stored,
      sent: await safely(request, stored, () => send({ ...request, known: stored })),
    };
  }

  /** Undefined where it cannot be read now: the decision does not need it. */
  async function readRoute(session: Session | undefined): Promise<Route | undefined> {
    if (!session) return undefined;
    return routeOf(session).catch(() => undefined);
  }

  async function decideAndSend<Outcome>(asked: DecideAndSend<Outcome>): Promise<Decided<Outcome>> {
    const { ref, tries } = asked;
    const known = asked.known ?? (await sessions.load(ref));
    const route = await readRoute(known.session);
    if (!route) return decideThenSend(asked, known);
    const both = (session: Session | undefined) => decideAndBegin(session, asked, senderOf(asked, route));
    const { lease: foreseen } = both(known.session).outcome;
    if (foreseen?.kind !== 'begun') return decideThenSend(asked, known);
    const isExpected = await expectEcho(route, foreseen, known).then(
      () => true,
      () => false,
    );
    if (!isExpected) return decideThenSend(asked, known);
    const first = await withPermit(breaker, plannedCall(route, asked, known), async (report) => {
      const { outcome, stored } = await transition(sessions, ref, both, { known });
      const { decided, lease } = outcome;
      if (!lease) return { outcome: decided, stored };
      const sent = await safely(asked, stored, async () => {
        const tried = await useLease(route, { outcome: lease, stored }, asked, report);
        const left = tried.succeeded ? tries : tries - 1;
        return tried.end ?? sendBy(route, { ...asked, known: tried.stored, tries: left });
      });
      return { outcome: decided, stored, sent };
    });
    return first.kind === 'called' ? first.value : decideThenSend(asked, known);
  }

  return { send, decideAndSend };
}

type KnownRequest = SendRequest & { readonly known: StoredSession };

/** As after a call; or `dueAtMs`: no call was due. */
interface Tried extends Omit<Called, 'end'> {
  readonly end?: SendOutcome;
  readonly dueAtMs?: number;
}
