// The session update of Treble, and the meaning of its answers. Only success is documented. Other statuses have their
// usual HTTP meaning; where that is uncertain, a parameter sets it.
// https://help.treble.ai/en/api-reference/endpoints/session-update

import { SEND } from '../../core/policy.ts';
import type { JudgeContext, Judgement, SendResult, UpdateAnswer } from '../../core/wait/outbound.ts';
import type { SessionKey } from '../../core/wait/variables.ts';
import { pathSegment } from './session-id.ts';

export function updatePath(sessionId: string): string {
  return `/session/${pathSegment(sessionId)}/update`;
}

export function updateBody(keys: readonly SessionKey[]): string {
  return JSON.stringify({ user_session_keys: keys.map(({ key, value }) => ({ key, value })) });
}

/** `settleMs`: in this time after receipt, a 4xx can mean that the update arrived before the flow. */
export type TrebleContext = JudgeContext & { readonly settleMs: number };

/**
 * 401, 403 and redirects are configuration errors of Acuse: the update is kept and sent again. Another 4xx can mean
 * that the update arrived before the flow (the conversation is not known, or not waiting, yet), so it is final only
 * after `settleMs`.
 */
export function judge(answer: UpdateAnswer, context: TrebleContext): Judgement {
  if (answer.kind === 'no_answer')
    return { ...retry(context), health: answer.problem === 'ETIMEDOUT' ? 'hung' : 'failed' };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'continued' };
  if (status < 400 || status === 401 || status === 403)
    return { ...retry(context, retryAfterMs), configuration: true, health: 'failed' };
  if (status === 429) return { ...throttled(context, retryAfterMs), throttled: true };
  if (status === 408 || status >= 500) return { ...retry(context, retryAfterMs), health: 'failed' };
  if (context.nowMs < context.receivedAtMs + context.settleMs) return retry(context, retryAfterMs);
  return { kind: 'refused', reason: `treble_${status}` };
}

function retry({ attempt, nowMs, random }: JudgeContext, retryAfterMs = 0): SendResult {
  const delayMs = Math.max(backoffMs(attempt, random), Math.min(retryAfterMs, SEND.maxRetryAfterMs));
  return { kind: 'retry', dueAtMs: nowMs + Math.round(delayMs) };
}

/** It says when it takes the call. The jitter is small, because a customer waits. */
function throttled({ nowMs, random }: JudgeContext, retryAfterMs: number = SEND.throttledMs): SendResult {
  const delayMs = Math.min(retryAfterMs, SEND.maxRetryAfterMs) + random * SEND.throttledMs;
  return { kind: 'retry', dueAtMs: nowMs + Math.round(delayMs) };
}

/**
 * Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). The first attempts have a
 * minimum delay too, because a conversation can be ready some moments later.
 */
function backoffMs(attempt: number, random: number): number {
  if (attempt < SEND.quickTries) return 250 * attempt + random * 1000 * attempt;
  const { firstMs, baseMs, capMs } = SEND.slowRetry;
  if (attempt === SEND.quickTries) return firstMs + random * firstMs;
  return baseMs + random * (capMs - baseMs);
}
