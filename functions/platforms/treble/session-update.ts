// The session update of Treble, and the meaning of its answers. Only success is documented. Other statuses have their
// usual HTTP meaning; where that is uncertain, a parameter sets it.
// https://help.treble.ai/en/api-reference/endpoints/session-update

import type { SessionKey } from '../../core/wait/answer.ts';
import type { CallAnswer, JudgeContext, Judgement } from '../../core/wait/outbound.ts';
import { pathSegment } from '../api-call.ts';
import { retryCall, retryThrottled } from '../retry-call.ts';

export function updatePath(sessionId: string): string {
  return `/session/${pathSegment(sessionId)}/update`;
}

export function updateBody(keys: readonly SessionKey[]): object {
  return { user_session_keys: keys.map(({ key, value }) => ({ key, value })) };
}

/** `settleMs`: in this time after receipt, a 4xx can mean that the update arrived before the flow. */
export type TrebleContext = JudgeContext & { readonly settleMs: number };

/**
 * 401, 403 and redirects are configuration errors of Acuse: the update is kept and sent again. Another 4xx can mean
 * that the update arrived before the flow (the conversation is not known, or not waiting, yet), so it is final only
 * after `settleMs`.
 */
export function judge(answer: CallAnswer, context: TrebleContext): Judgement {
  if (answer.kind === 'no_answer')
    return { ...retryCall(context), health: answer.problem === 'ETIMEDOUT' ? 'hung' : 'failed' };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status < 400 || status === 401 || status === 403)
    return { ...retryCall(context, retryAfterMs), configuration: true, health: 'failed' };
  if (status === 429) return { ...retryThrottled(context, retryAfterMs), throttled: true };
  if (status === 408 || status >= 500) return { ...retryCall(context, retryAfterMs), health: 'failed' };
  if (context.nowMs < context.receivedAtMs + context.settleMs) return retryCall(context, retryAfterMs);
  return { kind: 'refused', reason: `treble_${status}` };
}
