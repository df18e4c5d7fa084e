// When a call to a platform is made again.
import { SEND } from '../core/policy.ts';
import type { JudgeContext, SendResult } from '../core/wait/outbound.ts';

export function retryCall({ attempt, nowMs, random }: JudgeContext, retryAfterMs = 0): SendResult {
  const delayMs = Math.max(backoffMs(attempt, random), Math.min(retryAfterMs, SEND.maxRetryAfterMs));
  return { kind: 'retry', dueAtMs: nowMs + Math.round(delayMs) };
}

/** It says when it takes the call. The jitter is small, because a customer waits. */
export function retryThrottled(
  { nowMs, random }: JudgeContext,
  retryAfterMs: number = SEND.throttledMs,
): SendResult {
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
