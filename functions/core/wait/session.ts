// A session: the current cycle of its wait, and what is remembered of earlier cycles to tell a repeat from a new visit. A Treble
// session is a conversation that may wait again and again. On the other platforms each message of a customer that deserves an
// answer has a session of its own, with one cycle.
//
//   waiting ─▶ processing ─▶ delegated ─▶ decided ─▶ sending ─▶ continued | refused
//      └── a newer delivery starts a new cycle (supersedes), an opt-out ends it (closed) ──┘
//
// The steps are the files beside this one: registration.ts opens and closes cycles, claim.ts gives one to a worker, decision.ts
// decides it, resumption.ts decides it for a processor that calls back, sending.ts sends the decision, next-action.ts says
// what the sweeper does next. Each step is a pure function from the stored session to the next one (a Step). transition.ts
// writes `next` on the condition that nothing changed in between, and repeats the step if something did. A step may be
// repeated with the same arguments: a write that was made but not confirmed is recognised by its delivery id, owner or
// decision, and has the same outcome.
import {
  boolean,
  integer,
  list,
  type Output,
  object,
  oneOf,
  optional,
  string,
  variant,
} from '../../runtime/schema.ts';
import { LEASE, WAIT } from '../policy.ts';
import { ANSWER_FIELDS } from './answer.ts';

/** Milliseconds since 1970. */
const time = integer;
const lease = object({ owner: string, untilMs: time });

const decision = object({
  cause: oneOf('done', 'failed', 'timeout'),
  reason: optional(string),
  /** Its variables include ours. */
  ...ANSWER_FIELDS,
  /** What the statistics count it as, where that is not its cause: nobody was to work on it. */
  counts: optional(oneOf('filtered', 'ignored')),
  /** Who decided, so that a writer without a confirmation recognises its own decision. */
  by: string,
});

/**
 * A call that carries a part of the decision, and that a customer would see twice. `begun`: its end is not known yet. `unknown`: it
 * ended without an answer that says whether it took effect. Calls that may be repeated stand here only when they are done and
 * others follow.
 */
const sentCall = object({
  name: string,
  state: oneOf('begun', 'unknown', 'done'),
  /** When it began, or its end became unknown. */
  sinceMs: time,
  /** The platform's id of the message. */
  id: optional(string),
  /** What the platform's own webhooks say of it. */
  echo: optional(oneOf('sent', 'delivered', 'read', 'failed')),
});

const update = object({
  /** Calls begun, the one under way included. */
  attempts: integer,
  calls: optional(list(sentCall)),
  /** Stored before the first call begins: from then on an identical delivery may be a new visit. */
  firstSendAtMs: optional(time),
  /** No call begins before this. */
  dueAtMs: time,
  /** The replay of a refused update that reopened it, by its delivery id. */
  replay: optional(string),
  /** The send window counts from here instead of from receipt: somebody forced it open again. */
  windowFromMs: optional(time),
});

const ending = object({
  cause: optional(string),
  reason: optional(string),
  /** Who had decided, where a decision was made. */
  by: optional(string),
  atMs: time,
});

const progress = variant('state', {
  /**
   * `dueAtMs`: the next attempt begins then, and its job is not in the queue. `destination`: what it will call, so that it
   * is not requeued while that is paused.
   */
  waiting: { dueAtMs: optional(time), destination: optional(string) },
  processing: { lease },
  delegated: {},
  decided: { decision, update },
  sending: { decision, update, lease },
  /** The decision is kept, where it is small, for whoever looks what the conversation went on with. */
  continued: { decision: optional(decision), update, ending },
  /** The decision is kept for a replay: it is never made twice. */
  refused: { decision: optional(decision), update, ending },
  closed: { update: optional(update), ending },
});

const cycle = object({
  number: integer,
  deliveryId: string,
  receivedAtMs: time,
  source: string,
  identity: string,
  hasOwnTime: boolean,
  deadlineAtMs: time,
  /** Times the job was claimed, and how many of these ended because the worker died. */
  attempts: integer,
  crashes: integer,
  /** Times the sweeper requeued the job. */
  requeues: integer,
  /** Times the job was deferred without an attempt, because its processor's breaker was open. */
  deferrals: optional(integer),
  progress,
});

const pastCycle = object({
  number: integer,
  deliveryId: string,
  identity: string,
  hasOwnTime: boolean,
  firstSendAtMs: optional(time),
  /** Who decided it, where somebody did. */
  by: optional(string),
});

const uncounted = object({
  source: string,
  outcome: oneOf('superseded', 'ignored'),
  times: integer,
});

/** @throws {SchemaError} for what is not a session of this version. */
export const checkSession = object({
  v: oneOf(1),
  ref: string,
  /**
   * Where the answer goes, as the platform's adapter reads it. Treble's session id: a bearer secret. It leaves this record only
   * in the calls to the platform.
   */
  sessionId: string,
  /**
   * The wait is for one message of this conversation, which has others: `ref` stands for the message. Absent: a Treble session,
   * which is its conversation.
   */
  message: optional(object({ platform: string, conversation: string })),
  /** The newest delivery that opened or closed a cycle. An older one changes nothing. */
  newest: object({ receivedAtMs: time, deliveryId: string }),
  /** HMAC digests that stand for the person, to be found by when all of one is to be erased. */
  contacts: optional(list(string)),
  cycle: optional(cycle),
  /** Waits that a later delivery ended. The worker of that delivery counts them, because ingest counts nothing. */
  uncounted: optional(list(uncounted)),
  past: list(pastCycle),
});

export type Session = Output<typeof checkSession>;
export type Cycle = Output<typeof cycle>;
export type PastCycle = Output<typeof pastCycle>;
export type UncountedEnd = Output<typeof uncounted>;
export type Progress = Cycle['progress'];
export type Decision = Output<typeof decision>;
export type SentCall = Output<typeof sentCall>;

/** What to store (nothing when absent), and the outcome. */
export interface Step<Outcome> {
  readonly outcome: Outcome;
  readonly next?: Session;
}

/** The reference of the session's conversation, for logs and groups. */
export const conversationOf = ({ ref, message }: Session): string => message?.conversation ?? ref;

/** Such a cycle never changes again, but for the echoes of its calls. */
export function hasEnded({ progress: { state } }: Cycle): boolean {
  return state === 'continued' || state === 'refused' || state === 'closed';
}

/** Who decided; undefined while nobody has. */
export function decidedBy(progress: Progress): string | undefined {
  if ('decision' in progress && progress.decision) return progress.decision.by;
  return 'ending' in progress ? progress.ending.by : undefined;
}

/** Whether the job is kept: it may have to be run again. */
export function needsJob(session: Session): boolean {
  const state = session.cycle?.progress.state;
  return state === 'waiting' || state === 'processing';
}

/** No worker has claimed it, and the sweeper has not requeued it. */
export function isUntouched({ attempts, requeues, deferrals = 0, progress }: Cycle): boolean {
  const isInQueue = progress.state === 'waiting' && progress.dueAtMs === undefined;
  return isInQueue && attempts === 0 && requeues === 0 && deferrals === 0;
}

/** From then on the message of an untouched cycle may never have reached the queue. */
export const strandedAtMs = ({ receivedAtMs }: Cycle): number => receivedAtMs + WAIT.strandedAfterMs;

/** When the job of an idle wait must be requeued; undefined while it is in the queue. */
export function requeueAtMs(cycle: Cycle): number | undefined {
  const { progress } = cycle;
  if (progress.state !== 'waiting') return undefined;
  if (progress.dueAtMs !== undefined) return progress.dueAtMs;
  return isUntouched(cycle) ? strandedAtMs(cycle) : undefined;
}

/** When the sweeper must look at this session next; undefined when nobody waits. */
export function nextDueAtMs(session: Session): number | undefined {
  const cycle = session.cycle;
  if (!cycle) return undefined;
  const { progress, deadlineAtMs } = cycle;
  switch (progress.state) {
    case 'waiting':
      return Math.min(deadlineAtMs, requeueAtMs(cycle) ?? deadlineAtMs);
    case 'processing':
      return Math.min(deadlineAtMs, progress.lease.untilMs);
    case 'delegated':
      return deadlineAtMs;
    case 'decided':
      return progress.update.dueAtMs;
    case 'sending':
      return progress.lease.untilMs;
    default:
      return undefined;
  }
}

/**
 * When the sweeper's list shows a session, that it shows at `listedAtMs` now. An entry that moves costs as much as a write of
 * the session, so it stays where that does no harm: too early, because the sweeper moves it when it finds nothing to do, or
 * a little later than the end of a lease, because its holder is rarely dead. Never later than a deadline.
 */
export function listAtMs(
  session: Session,
  listedAtMs: number | undefined,
  nowMs: number,
): number | undefined {
  const dueAtMs = nextDueAtMs(session);
  if (dueAtMs === undefined || listedAtMs === undefined || !session.cycle) return dueAtMs;
  const { progress, deadlineAtMs } = session.cycle;
  const isSending = progress.state === 'sending';
  const isLease = isSending || progress.state === 'processing';
  const latestMs = isLease ? progress.lease.untilMs + LEASE.foundAfterMs : dueAtMs;
  const isEarlyEnough = listedAtMs <= (isSending ? latestMs : Math.min(latestMs, deadlineAtMs));
  // The lease of a call ends soon: its entry is not moved although its time has come.
  return isEarlyEnough && (isSending || nowMs < listedAtMs) ? listedAtMs : dueAtMs;
}

/** When the record may be forgotten: an open wait never before it has ended. */
export function expiresAtMs(session: Session, nowMs: number, retentionMs: number): number {
  const dayMs = 24 * 3600 * 1000;
  const { cycle } = session;
  if (!cycle || hasEnded(cycle)) return nowMs + retentionMs;
  return Math.max(nowMs, cycle.deadlineAtMs) + dayMs + retentionMs;
}
