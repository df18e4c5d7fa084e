// How a delivery on a waiting source changes a session: it opens a cycle, closes one, or changes nothing.
import { type WaitJob, waitRef } from '../delivery/job.ts';
import { isReplay } from '../delivery/replay-id.ts';
import { WAIT } from '../policy.ts';
import {
  type Cycle,
  decidedBy,
  hasEnded,
  type PastCycle,
  type Progress,
  type Session,
  type Step,
  type UncountedEnd,
} from './session.ts';

export interface Arrival {
  readonly ref: string;
  readonly sessionId: string;
  /** Where the wait is for one message of a conversation. */
  readonly message?: NonNullable<Session['message']>;
  readonly deliveryId: string;
  readonly receivedAtMs: number;
  readonly source: string;
  readonly effect: 'opens' | 'closes';
  readonly identity: string;
  readonly hasOwnTime: boolean;
  readonly deadlineAtMs: number;
  /** Digests that stand for the person. */
  readonly contacts?: readonly string[];
}

/**
 * The arrival of a job's delivery.
 * `usualDeadlineMs` is for sources that have none of their own.
 */
export function arrivalOf(job: WaitJob, usualDeadlineMs: number): Arrival {
  const { conversation, deliveryId, receivedAtMs, source, contacts } = job;
  const { deadlineSeconds, message, ...wait } = job.wait;
  const deadlineMs = deadlineSeconds === undefined ? usualDeadlineMs : deadlineSeconds * 1000;
  return {
    ref: waitRef(job),
    ...(message !== undefined && { message: { platform: job.platform, conversation } }),
    deliveryId,
    receivedAtMs,
    source,
    ...wait,
    deadlineAtMs: receivedAtMs + deadlineMs,
    ...(contacts && { contacts }),
  };
}

export type Registration =
  | { readonly kind: 'opened'; readonly superseded?: Cycle }
  | { readonly kind: 'closed'; readonly ended?: Cycle }
  /** This very delivery was registered before. */
  | { readonly kind: 'known' }
  /** Another delivery of an event that has its cycle. */
  | { readonly kind: 'repeat' }
  /** Received before the newest, so the conversation has moved on. */
  | { readonly kind: 'outdated' };

/** A delivery on a waiting source opens a cycle, closes one (opt-out), or changes nothing. */
export function register(session: Session | undefined, arrival: Arrival): Step<Registration> {
  if (session && wasRegistered(session, arrival.deliveryId)) return { outcome: { kind: 'known' } };
  if (session && arrival.effect === 'opens' && isRepeat(session, arrival))
    return { outcome: { kind: 'repeat' } };
  if (session && !isNewer(arrival, session.newest)) return { outcome: { kind: 'outdated' } };
  return arrival.effect === 'opens' ? open(session, arrival) : close(session, arrival);
}

function wasRegistered(session: Session, deliveryId: string): boolean {
  const registered = [session.newest, ...(session.cycle ? [session.cycle] : []), ...session.past];
  return registered.some((one) => one.deliveryId === deliveryId);
}

/**
 * An event with its own time repeats any remembered cycle that is equal. One without may be a second visit to
 * the same block (a blurred photo sent again), unless it was received before that cycle's first call began:
 *
 *   received ──── processing ──── first call ──────────── continued
 *      └── identical: a repeat ──────┘└── identical: a new cycle ──▶
 */
function isRepeat(session: Session, { identity, hasOwnTime, receivedAtMs }: Arrival): boolean {
  const current = session.cycle;
  const cycles = [
    ...(current ? [{ ...remembered(current), open: !hasEnded(current) }] : []),
    ...session.past,
  ];
  return cycles.some((cycle) => {
    if (cycle.identity !== identity || cycle.hasOwnTime !== hasOwnTime) return false;
    if (hasOwnTime) return true;
    if (cycle.firstSendAtMs !== undefined) return receivedAtMs < cycle.firstSendAtMs;
    return 'open' in cycle && cycle.open;
  });
}

function isNewer(a: Session['newest'], b: Session['newest']): boolean {
  if (a.receivedAtMs !== b.receivedAtMs) return a.receivedAtMs > b.receivedAtMs;
  return a.deliveryId > b.deliveryId;
}

function remembered({ number, deliveryId, identity, hasOwnTime, progress }: Cycle): PastCycle {
  const firstSendAtMs = 'update' in progress ? progress.update?.firstSendAtMs : undefined;
  const by = decidedBy(progress);
  return {
    number,
    deliveryId,
    identity,
    hasOwnTime,
    ...(firstSendAtMs !== undefined && { firstSendAtMs }),
    ...(by !== undefined && { by }),
  };
}

/** All contacts of the session's deliveries, newest first: an erasure must find a person by any of them. */
function contactsOf(session: Session | undefined, arrival: Arrival): Pick<Session, 'contacts'> {
  const all = [...new Set([...(arrival.contacts ?? []), ...(session?.contacts ?? [])])];
  return all.length > 0 ? { contacts: all.slice(0, WAIT.rememberedContacts) } : {};
}

function open(session: Session | undefined, arrival: Arrival): Step<Registration> {
  const { ref, sessionId, message, deliveryId, receivedAtMs, source, identity, hasOwnTime, deadlineAtMs } =
    arrival;
  const previous = session?.cycle;
  const past = [...(previous ? [remembered(previous)] : []), ...(session?.past ?? [])];
  const superseded = previous && !hasEnded(previous) ? previous : undefined;
  const cycle: Cycle = {
    number: (previous?.number ?? 0) + 1,
    deliveryId,
    receivedAtMs,
    source,
    identity,
    hasOwnTime,
    deadlineAtMs,
    attempts: 0,
    crashes: 0,
    requeues: 0,
    progress: { state: 'waiting' },
  };
  return {
    outcome: { kind: 'opened', ...(superseded && { superseded }) },
    next: {
      v: 1,
      ref,
      sessionId,
      ...(message && { message }),
      newest: { receivedAtMs, deliveryId },
      ...contactsOf(session, arrival),
      cycle,
      ...uncountedOf(session, superseded, 'superseded'),
      past: past.slice(0, WAIT.rememberedCycles - 1),
    },
  };
}

function close(session: Session | undefined, arrival: Arrival): Step<Registration> {
  const { ref, sessionId, receivedAtMs, deliveryId } = arrival;
  const newest = { receivedAtMs, deliveryId };
  const contacts = contactsOf(session, arrival);
  if (!session)
    return { outcome: { kind: 'closed' }, next: { v: 1, ref, sessionId, newest, ...contacts, past: [] } };
  const { cycle } = session;
  if (!cycle || hasEnded(cycle))
    return { outcome: { kind: 'closed' }, next: { ...session, newest, ...contacts } };
  const progress: Progress = {
    state: 'closed',
    ...('update' in cycle.progress && { update: cycle.progress.update }),
    ending: { reason: 'opt_out', atMs: receivedAtMs },
  };
  return {
    outcome: { kind: 'closed', ended: cycle },
    next: {
      ...session,
      newest,
      ...contacts,
      cycle: { ...cycle, progress },
      ...uncountedOf(session, cycle, 'ignored'),
    },
  };
}

/** Adds a wait that has just ended. A replay is not counted: its delivery has been counted. */
function uncountedOf(
  session: Session | undefined,
  ended: Cycle | undefined,
  outcome: UncountedEnd['outcome'],
): Pick<Session, 'uncounted'> {
  const before = session?.uncounted ?? [];
  if (!ended || isReplay(ended.deliveryId)) return before.length > 0 ? { uncounted: before } : {};
  const isSame = (one: UncountedEnd) => one.source === ended.source && one.outcome === outcome;
  const times = 1 + (before.find(isSame)?.times ?? 0);
  const others = before.filter((one) => !isSame(one));
  return { uncounted: [...others, { source: ended.source, outcome, times }] };
}

/** What is to be counted now, once. */
export function takeUncounted(session: Session | undefined): Step<readonly UncountedEnd[]> {
  if (!session?.uncounted) return { outcome: [] };
  const { uncounted, ...rest } = session;
  return { outcome: uncounted, next: rest };
}
