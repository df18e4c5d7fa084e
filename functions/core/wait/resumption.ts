// How a cycle is decided from outside: by a processor that answered 202 and calls back, or by an operator.
// The first valid call decides; it may come before the 202, or hours after it, until the deadline.
//
//   waiting ── processing ── delegated ──────────── deadline ──▶
//      └──────────── decides ────────────┘              └ too late
//
import { decide } from './decision.ts';
import { type Decision, decidedBy, type Progress, type Session, type Step } from './session.ts';

export type Resumption =
  | { readonly kind: 'decided' }
  /** The same actor decided it before. Nothing changes. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'gone'; readonly reason: Gone }
  /** There never was such a cycle. */
  | { readonly kind: 'unknown' };

/** `decided`: by somebody else, whether or not Treble has been told. */
export type Gone = 'deadline' | 'superseded' | 'decided' | 'closed';

export interface ResumeRequest {
  readonly cycle: number;
  /** When the cycle's delivery was received: an expired session counts its cycles from 1 again. */
  readonly receivedAtMs: number;
  /** `by` is `<actor>:<invocation>`. */
  readonly decision: Decision;
  readonly nowMs: number;
  readonly dueAtMs: number;
}

export function resumeWait(session: Session | undefined, resuming: ResumeRequest): Step<Resumption> {
  const { cycle: number, receivedAtMs, decision, nowMs, dueAtMs } = resuming;
  if (!session) return { outcome: { kind: 'unknown' } };
  const { cycle } = session;
  if (cycle?.number !== number || cycle.receivedAtMs !== receivedAtMs) {
    const past = session.past.find((one) => one.number === number);
    if (isSameActor(past?.by, decision.by)) return { outcome: { kind: 'repeat' } };
    return { outcome: { kind: 'gone', reason: 'superseded' } };
  }
  const by = decidedBy(cycle.progress);
  if (by !== undefined && by !== decision.by) {
    if (isSameActor(by, decision.by)) return { outcome: { kind: 'repeat' } };
    return { outcome: gone(causeOf(cycle.progress) === 'timeout' ? 'deadline' : 'decided') };
  }
  if (cycle.progress.state === 'closed') return { outcome: gone('closed') };
  if (by === undefined && nowMs >= cycle.deadlineAtMs) return { outcome: gone('deadline') };
  const { outcome, next } = decide(session, { cycle: number, decision, nowMs, dueAtMs });
  if (outcome === 'decided') return { outcome: { kind: 'decided' }, ...(next && { next }) };
  // Sent already: this very call had its write confirmed late.
  return { outcome: { kind: 'repeat' } };
}

function causeOf(progress: Progress): string | undefined {
  if ('ending' in progress) return progress.ending.cause;
  return 'decision' in progress ? progress.decision.cause : undefined;
}

const gone = (reason: Gone): Resumption => ({ kind: 'gone', reason });

function isSameActor(one: string | undefined, other: string): boolean {
  const actor = (by: string) => by.slice(0, by.indexOf(':'));
  return one?.includes(':') === true && actor(one) === actor(other);
}
