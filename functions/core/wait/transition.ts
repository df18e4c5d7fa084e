// Takes a pure step on a stored session: read, compute, write if nothing changed in between, else once more.
import type { Session, Step } from './session.ts';
import type { SessionRecords, StoredSession } from './session-store.ts';

/** A session has few writers: its worker, its deliveries, the sweeper. More rounds than this are an error. */
const ROUNDS = 12;

/** Too many writers at one session. Safe to try again later. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  readonly code = 'contention';
  readonly retryable = true;
}

export interface TransitionOptions {
  /** What the caller believes to be stored, to save a read. If it is wrong, there is one more round. */
  readonly known?: StoredSession;
  /** Kept beside the session for as long as it may have to be requeued. */
  readonly job?: string;
  readonly signal?: AbortSignal;
}

export interface Transition<Outcome> {
  readonly outcome: Outcome;
  readonly stored: StoredSession;
}

/** @throws {ContentionError} */
export async function transition<Outcome>(
  store: SessionRecords,
  ref: string,
  step: (session: Session | undefined) => Step<Outcome>,
  { known, job, signal }: TransitionOptions = {},
): Promise<Transition<Outcome>> {
  let stored = known ?? (await store.load(ref, signal));
  for (let round = 0; round < ROUNDS; round += 1) {
    const { outcome, next } = step(stored.session);
    if (!next) return { outcome, stored };
    const saved = await store.save(
      next,
      { ...expected(stored, next), ...(job !== undefined && { job }) },
      signal,
    );
    if (saved.kind === 'saved') {
      const { kind: _, ...written } = saved;
      return { outcome, stored: { session: next, ...written } };
    }
    stored = saved.current ?? (await store.load(ref, signal));
  }
  throw new ContentionError(`Session ${ref} changed ${ROUNDS} times while it was being written. Try again.`);
}

function expected({ session, version, listedAtMs }: StoredSession, next: Session) {
  const isSameCycle = session?.cycle?.number === next.cycle?.number;
  return { expectedVersion: version, ...(isSameCycle && listedAtMs !== undefined && { listedAtMs }) };
}
