// A decision: the answer and the cause that a wait is continued with. It is made once.
import { type DecisionReason, type NotWorkedReason, SILENT_REASONS } from '../reason/reason.ts';
import { type Answer, answerFields, RESERVED_PREFIX, type SessionKey } from './answer.ts';
import type { Decision, Progress, Session, Step } from './session.ts';

/** Makes a decision. Variables with a reserved name are left out; the last one of a name counts. */
export function decision(
  by: string,
  cause: Decision['cause'],
  answer: Answer,
  reason?: DecisionReason,
): Decision {
  const { keys: variables, reply, handoff, ...others } = answerFields(answer);
  const keys = new Map<string, string>();
  for (const { key, value } of variables) {
    if (!key.startsWith(RESERVED_PREFIX)) keys.set(key, value);
  }
  keys.set('acuse_status', cause);
  if (reason !== undefined && cause !== 'done') keys.set('acuse_reason', reason);
  const listed = [...keys].map(([key, value]) => ({ key, value }));
  return {
    cause,
    ...(reason !== undefined && { reason }),
    ...others,
    ...(reply && { reply: [...reply] }),
    ...(handoff && { handoff: handoff.to === undefined ? {} : { to: handoff.to } }),
    keys: listed,
    by,
  };
}

export const failedDecision = (by: string, reason: DecisionReason): Decision =>
  decision(by, 'failed', { keys: [] }, reason);

/** What the statistics count for a wait that is not worked on. */
const NOT_WORKED: Readonly<Record<NotWorkedReason, Decision['counts']>> = {
  no_processor: undefined,
  filtered: 'filtered',
  person_in_charge: 'filtered',
  disabled: 'ignored',
  removed: 'ignored',
};

/** The conversation waits, so it is continued at once with the reason. */
export function notWorkedDecision(by: string, reason: NotWorkedReason): Decision {
  const counts = NOT_WORKED[reason];
  return { ...failedDecision(by, reason), ...(counts && { counts }) };
}

/** The decision at a wait's deadline. */
export const timeoutDecision = (by: string, fallbackKeys: readonly SessionKey[]): Decision =>
  decision(by, 'timeout', { keys: fallbackKeys }, 'deadline');

/** Whether it is for nobody's ears: the source does not want this event worked on. */
export const isSilent = ({ reason }: Pick<Decision, 'reason'>): boolean =>
  reason !== undefined && SILENT_REASONS.some((one) => one === reason);

/** `late`: another decision came first. `early`: its deadline has not come, so it decides nothing. */
export type DecideOutcome = 'decided' | 'late' | 'early' | 'superseded';

export interface DecideRequest {
  readonly cycle: number;
  readonly decision: Decision;
  readonly nowMs: number;
  /** The first call begins no sooner than this. */
  readonly dueAtMs: number;
}

/** Decides, once. Worker, resume and sweeper may try at the same time: the first one wins. */
export function decide(session: Session | undefined, request: DecideRequest): Step<DecideOutcome> {
  const cycle = session?.cycle;
  if (!session || cycle?.number !== request.cycle) return { outcome: 'superseded' };
  const { progress } = cycle;
  const { decision, nowMs, dueAtMs } = request;
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
