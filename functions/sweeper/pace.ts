// Spreads calls evenly over time: at most so many a second, without bursts.
import type { Clock } from '../runtime/clock.ts';

/** Each call of the returned function resolves when the next call may begin. */
export function pace(perSecond: number, clock: Clock): () => Promise<void> {
  const stepMs = 1000 / perSecond;
  let nextMs = clock.nowMs();
  return async () => {
    const nowMs = clock.nowMs();
    const turnMs = Math.max(nextMs, nowMs);
    nextMs = turnMs + stepMs;
    if (turnMs > nowMs) await clock.sleep(turnMs - nowMs);
  };
}
