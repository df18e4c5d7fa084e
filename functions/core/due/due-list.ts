import { SWEEP, WAIT } from '../policy.ts';

/** What the sweeper must look at, oldest first. A key is a session's reference, names a copy, or is a backlog's conversation. */
export interface DueList {
  due(query: DueQuery): AsyncIterable<DueEntry>;
}

export interface DueQuery {
  /** Only what becomes due after that. */
  readonly afterMs?: number;
  /** And by then. */
  readonly beforeMs: number;
  readonly limit: number;
}

export interface DueEntry {
  readonly key: string;
  readonly kind: 'session' | 'copy' | 'backlog';
  readonly dueAtMs: number;
  /** The next run of the sweeper is early enough. */
  readonly canWait?: true;
}

export interface ListedWait {
  /** Of a call: the one before it. */
  readonly state: string | undefined;
  readonly dueAtMs: number;
  readonly receivedAtMs: number;
  readonly deadlineAtMs: number;
}

/**
 * Whether what is due is the end of a lease, which its holder may renew, or the check whether a new job has reached the
 * queue, and the deadline is not near.
 */
export function canWaitAMinute({ state, dueAtMs, receivedAtMs, deadlineAtMs }: ListedWait): boolean {
  if (state === 'sending') return true;
  const isCheck = dueAtMs === receivedAtMs + WAIT.strandedAfterMs;
  const isOfNoUse = state === 'processing' || (isCheck && (state === 'waiting' || state === 'delegated'));
  return isOfNoUse && deadlineAtMs >= dueAtMs + SWEEP.everyMs;
}
