// Spreads calls evenly over time: at most so many a second, without bursts, and fewer while the other side takes fewer.
import { SWEEP } from '../core/policy.ts';
import type { Clock } from '../runtime/clock.ts';

export interface Pace {
  /** Resolves when the next call may begin. */
  turn(): Promise<void>;
  /** Half as many from now on. Each later turn brings some of it back. */
  slower(): void;
}

export function pace(perSecond: number, clock: Clock): Pace {
  const usualMs = 1000 / perSecond;
  let stepMs = usualMs;
  let nextMs = clock.nowMs();
  return {
    async turn() {
      const nowMs = clock.nowMs();
      const turnMs = Math.max(nextMs, nowMs);
      nextMs = turnMs + stepMs;
      stepMs = Math.max(usualMs, stepMs * SWEEP.fasterBy);
      if (turnMs > nowMs) await clock.sleep(turnMs - nowMs);
    },
    slower() {
      stepMs = Math.min(SWEEP.slowestMs, stepMs * 2);
    },
  };
}
