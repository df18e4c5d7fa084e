// What the replay of a parked delivery does: its job goes into a queue again, or its refused decision is sent again. Says why a
// replay is refused, and what it does to a conversation that has gone on. Pure.
//
//   an event                              the same job, under the replay's id
//   a wait that is open, not decided      the same job: it works on the same cycle
//   a wait that is over or not known      only if forced: a new cycle of the conversation, with a deadline of its own
//   an answer that its platform refused   the same decision, sent again while its cycle is the newest
//
// A job keeps its event id, by which a processor drops what it knows. If forced, it gets the replay's id instead: the work is
// to be done again.
import { isWaitJob, type Job, type WaitJob } from '../core/delivery/job.ts';
import { windowEndsAtMs } from '../core/wait/sending.ts';
import { type Cycle, hasEnded, type Session, type Step } from '../core/wait/session.ts';

export interface ReplayRequest {
  /** The replay's delivery id. */
  readonly name: string;
  readonly nowMs: number;
  readonly force: boolean;
}

export type JobReplay =
  | {
      readonly kind: 'send';
      readonly queue: 'waits' | 'events';
      readonly job: Job;
      /** A new cycle begins; `superseded`: one that is open ends with it. */
      readonly anew?: 'unknown' | 'over' | 'superseded';
    }
  /** Only by force: its wait is over, decided, superseded or not known any more. */
  | { readonly kind: 'gone_on' }
  /** Only by force: the processor was asked, and will call back. */
  | { readonly kind: 'delegated' }
  /** Its sender was never verified, and cannot be any more: a signature is only valid near the time of receipt. */
  | { readonly kind: 'unverified' };

/** @param session the job's conversation as it is stored; not used for an event. */
export function replayJob(job: Job, session: Session | undefined, replaying: ReplayRequest): JobReplay {
  const { name, force } = replaying;
  const again = force ? { eventId: name } : {};
  if (!isWaitJob(job)) return { kind: 'send', queue: 'events', job: { ...job, ...again, deliveryId: name } };
  if (job.wait.effect === 'closes' || isUndecided(job, session?.cycle))
    return { kind: 'send', queue: 'waits', job: { ...job, ...again, replay: name } };
  if (!force) return { kind: isDelegated(job, session?.cycle) ? 'delegated' : 'gone_on' };
  if (job.unverified) return { kind: 'unverified' };
  return { kind: 'send', queue: 'waits', job: newVisit(job, replaying), anew: before(session?.cycle) };
}

function isUndecided({ deliveryId }: WaitJob, cycle: Cycle | undefined): boolean {
  const state = cycle?.progress.state;
  return cycle?.deliveryId === deliveryId && (state === 'waiting' || state === 'processing');
}

const isDelegated = ({ deliveryId }: WaitJob, cycle: Cycle | undefined): boolean =>
  cycle?.deliveryId === deliveryId && cycle.progress.state === 'delegated';

/** As if the customer had reached the block just now. With another identity: otherwise it would repeat the old visit. */
function newVisit({ replay: _replay, ...job }: WaitJob, { name, nowMs }: ReplayRequest): WaitJob {
  const wait = { ...job.wait, identity: `${job.wait.identity}#${name}` };
  return { ...job, deliveryId: name, eventId: name, receivedAtMs: nowMs, wait };
}

function before(cycle: Cycle | undefined): 'unknown' | 'over' | 'superseded' {
  if (!cycle) return 'unknown';
  return hasEnded(cycle) ? 'over' : 'superseded';
}

export type Reopening =
  | 'reopened'
  /** The conversation has moved on: a newer cycle, or none that is known. */
  | 'superseded'
  /** It is being sent, or was sent meanwhile, or the customer opted out. */
  | 'not_refused'
  /** Refused before decisions were kept. */
  | 'no_decision'
  /** Only by force: WhatsApp's window has closed. */
  | 'window_closed';

export interface ReopenRequest extends ReplayRequest {
  /** The refused update by the name it was parked under. */
  readonly deliveryId: string;
  readonly windowMs: number;
}

/** The decision of a refused update is due again, as it was. Calls that are known to have succeeded are not repeated. */
export function reopenDecision(session: Session | undefined, request: ReopenRequest): Step<Reopening> {
  const cycle = session?.cycle;
  if (!session || !cycle) return { outcome: 'superseded' };
  const { progress } = cycle;
  const { name, nowMs, force, windowMs, deliveryId } = request;
  const before = 'update' in progress ? progress.update : undefined;
  // This replay was written before, and the confirmation was lost.
  if (before?.replay === name) return { outcome: 'reopened' };
  if ((before?.replay ?? cycle.deliveryId) !== deliveryId) return { outcome: 'superseded' };
  if (progress.state !== 'refused') return { outcome: 'not_refused' };
  const { decision } = progress;
  if (!decision) return { outcome: 'no_decision' };
  if (!force && nowMs > windowEndsAtMs(cycle, progress.update, windowMs)) return { outcome: 'window_closed' };
  const { calls, ...update } = progress.update;
  const sent = calls?.filter(({ state, echo }) => state === 'done' && echo !== 'failed') ?? [];
  const due = {
    ...update,
    ...(sent.length > 0 && { calls: sent }),
    attempts: 0,
    dueAtMs: nowMs,
    replay: name,
    ...(force && { windowFromMs: nowMs }),
  };
  return {
    outcome: 'reopened',
    next: { ...session, cycle: { ...cycle, progress: { state: 'decided', decision, update: due } } },
  };
}
