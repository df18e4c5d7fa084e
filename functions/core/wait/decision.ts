// With what a cycle of a wait is continued: variables and a cause, fixed once.
import type { Decision, Progress, Session, Step } from './session.ts';
import { RESERVED_PREFIX, type SessionKey } from './variables.ts';

/** Puts a decision together; variables that use a name of ours are left out, the last of a name wins. */
export function decision(
  by: string,
  cause: Decision['cause'],
  variables: readonly SessionKey[],
  reason?: string,
): Decision {
  const keys = new Map<string, string>();
  for (const { key, value } of variables) {
    if (!key.startsWith(RESERVED_PREFIX)) keys.set(key, value);
  }
  keys.set('acuse_status', cause);
  if (reason !== undefined && cause !== 'done') keys.set('acuse_reason', reason);
  const listed = [...keys].map(([key, value]) => ({ key, value }));
  return { cause, ...(reason !== undefined && { reason }), keys: listed, by };
}

/** What a wait goes on with at its deadline, whoever finds it there. */
export const timeoutDecision = (by: string, fallbackKeys: readonly SessionKey[]): Decision =>
  decision(by, 'timeout', fallbackKeys, 'deadline');

/** `late`: somebody else decided first. `early`: a deadline that has not come decides nothing. */
export type DecideOutcome = 'decided' | 'late' | 'early' | 'superseded';

export interface DecideRequest {
  readonly cycle: number;
  readonly decision: Decision;
  readonly nowMs: number;
  /** The first call begins no sooner than this. */
  readonly dueAtMs: number;
}

/** Fixes variables and cause, once. Raced by worker, resume and sweeper: the first one wins. */
export function decide(session: Session | undefined, verdict: DecideRequest): Step<DecideOutcome> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== verdict.cycle) return { outcome: 'superseded' };
  const { progress } = cycle;
  const { decision, nowMs, dueAtMs } = verdict;
  switch (progress.state) {
    case 'waiting':
    case 'processing':
    case 'delegated': {
      if (decision.cause === 'timeout' && nowMs < cycle.deadlineAtMs) return { outcome: 'early' };
      const decided: Progress = { state: 'decided', decision, update: { attempts: 0, dueAtMs } };
      return { outcome: 'decided', next: { ...session, cycle: { ...cycle, progress: decided } } };
    }
    case 'decided':
    case 'sending':
      return { outcome: progress.decision.by === decision.by ? 'decided' : 'late' };
    default:
      return { outcome: 'late' };
  }
}
