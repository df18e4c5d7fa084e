// One call that carries a decision to its platform, under its lease: made, judged, its answer written and told.
import type { LogFields } from '../../runtime/log.ts';
import type { Health } from '../breaker/breaker.ts';
import type { ReportHealth } from '../breaker/with-permit.ts';
import type { ParkPorts } from '../error-log/park.ts';
import {
  describeCycle,
  type OutcomePorts,
  parkConfiguration,
  parkDecision,
  recordContinued,
} from './cycle-outcome.ts';
import type { CallAnswer, Judgement } from './outbound.ts';
import { ignoredBy, type Route, type RoutePorts } from './route.ts';
import { type BegunCall, endSend, type SendEnd } from './sending.ts';
import { type Cycle, conversationOf, type Session } from './session.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import { transition } from './transition.ts';

export interface CallPorts extends ParkPorts, OutcomePorts, RoutePorts {
  readonly counters: OutcomePorts['counters'];
  readonly clock: OutcomePorts['clock'];
  readonly sessions: SessionStore;
  /** Of whoever sends many, to be slowed down by a platform that takes fewer. */
  readonly pace?: { slower(destination: string): void };
  /** From 0 to 1. */
  random(): number;
}

export interface LeasedCall {
  readonly route: Route;
  readonly begun: BegunCall;
  /** As the lease left it. */
  readonly stored: StoredSession;
  /** Who has the lease. */
  readonly owner: string;
  /** Told how the destination is, before anything is written. */
  readonly report: ReportHealth;
  /** For the line of the outcome: how it came to the decision. */
  readonly line?: LogFields | undefined;
}

/**
 * `end`: nothing more is to be done now. `succeeded`: a call was made, and the next one is due. Neither: a call was made,
 * and may be repeated.
 */
export interface Called {
  readonly end?: 'continued' | 'refused' | 'superseded';
  readonly succeeded?: true;
  readonly stored: StoredSession;
}

export async function callPlatform(leased: LeasedCall, ports: CallPorts): Promise<Called> {
  const { route, begun, stored, owner, line } = leased;
  const { cycle, decision, attempt } = begun;
  const { session } = stored;
  const { calls: plan } = route.plan(decision);
  const call = plan.find(({ name }) => name === begun.call);
  if (!session || !call) return { end: 'superseded', stored };
  const { platform, destination } = route.outbound;
  const answer = await call.make();
  const nowMs = ports.clock.nowMs();
  const context = { attempt, nowMs, receivedAtMs: cycle.receivedAtMs, random: ports.random() };
  const judgement = call.judge(answer, context);
  await leased.report(judgement.health ?? 'healthy');
  countCall(destination, answer, judgement, ports);
  if (judgement.kind === 'refused') await parkDecision({ cycle, session, platform }, judgement.reason, ports);
  if (judgement.kind === 'done' && call.handsOver) await handOver(session, nowMs, route, ports);
  const id = answer.kind === 'answer' ? answer.id : undefined;
  const end = { cycle: cycle.number, owner, nowMs, call, result: judgement, id, plan };
  const recorded = await transition(ports.sessions, session.ref, (s) => endSend(s, end), { known: stored });
  const made = {
    destination,
    call: plan.length > 1 || call.once ? call.name : undefined,
    attempt,
    status: answer.kind === 'answer' ? answer.status : undefined,
    tookMs: answer.tookMs,
  };
  if (recorded.outcome === 'continued') {
    const told = { ...line, ...made, ignored: ignoredBy(route, decision) };
    recordContinued(cycle, recorded.stored.session, decision, { ...ports, call: told });
  } else {
    logAttempt({ cycle, session, answer, judgement, made, recorded: recorded.outcome, nowMs }, ports);
    if (judgement.configuration && answer.kind === 'answer')
      await parkConfiguration({ cycle, session, platform }, answer.status, ports);
  }
  return { ...calledOf(judgement, recorded.outcome), stored: recorded.stored };
}

function countCall(
  destination: string,
  answer: CallAnswer,
  { health, throttled }: Judgement,
  { pace, counters }: CallPorts,
): void {
  if (throttled) pace?.slower(destination);
  if (health !== 'unknown') counters.call(destination, callResult(answer, health), answer.tookMs);
}

/** A 4xx is an answer of a platform that is well and does not take the call. */
function callResult(answer: CallAnswer, health: Health | undefined): 'answered' | 'refused' | 'failed' {
  const status = answer.kind === 'answer' ? answer.status : 0;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return 'refused';
  return health ? 'failed' : 'answered';
}

/** Before the end is written: after a crash in between it is written again. */
async function handOver(
  session: Session,
  atMs: number,
  { outbound: { visit } }: Route,
  { memory }: CallPorts,
): Promise<void> {
  await memory.silence(conversationOf(session), { by: 'us', atMs, ...(visit !== undefined && { visit }) });
}

interface Attempt {
  readonly cycle: Cycle;
  readonly session: Session;
  readonly answer: CallAnswer;
  readonly judgement: Judgement;
  readonly made: LogFields;
  readonly recorded: SendEnd;
  readonly nowMs: number;
}

function logAttempt(
  { cycle, session, answer, judgement, made, recorded, nowMs }: Attempt,
  { log }: CallPorts,
): void {
  const { configuration, throttled } = judgement;
  log.write(configuration ? 'error' : judgement.kind === 'done' ? 'info' : 'warn', {
    event: 'attempt',
    ...made,
    ...describeCycle(cycle, session),
    result: judgement.kind,
    problem: answer.kind === 'no_answer' ? answer.problem : undefined,
    configuration,
    advice: configuration && refusesKey(answer) ? `acuse source edit ${cycle.source} --api-key` : undefined,
    throttled,
    retryInMs: judgement.kind === 'retry' ? judgement.dueAtMs - nowMs : undefined,
    recorded,
  });
}

const refusesKey = (answer: CallAnswer): boolean =>
  answer.kind === 'answer' && (answer.status === 401 || answer.status === 403);

function calledOf({ kind }: Judgement, recorded: SendEnd): Omit<Called, 'stored'> {
  if (recorded === 'continued' || recorded === 'superseded') return { end: recorded };
  if (recorded === 'lost') return {};
  return kind === 'refused' ? { end: 'refused' } : kind === 'done' ? { succeeded: true } : {};
}
