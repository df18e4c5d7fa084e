import { SEND } from '../core/policy.ts';
import { type Backoff, fullJitterMs } from '../runtime/backoff.ts';
import type { Attempt } from './run-processor.ts';

/** How long after a failed attempt the next one begins: as the processor asks, and a little more; else by `usual`. */
export function pauseAfterMs(
  { retryAfterMs }: Attempt & { kind: 'retry' },
  attempts: number,
  random: number,
  usual: Backoff,
): number {
  if (retryAfterMs === undefined) return fullJitterMs(attempts, random, usual);
  return Math.min(retryAfterMs, SEND.maxRetryAfterMs) + Math.round(random * SEND.throttledMs);
}
