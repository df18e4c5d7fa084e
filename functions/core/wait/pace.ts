// Spreads calls evenly over time: at most so many a second, without bursts, and fewer while the other side takes fewer.

import type { Clock } from '../../runtime/clock.ts';
import { SWEEP } from '../policy.ts';

export interface Pace {
  /** Resolves when the next call may begin: to true. To false, at once, where that is more than `withinMs` away. */
  turn(withinMs?: number): Promise<boolean>;
  /** Half as many from now on. Each later turn brings some of it back. */
  slower(): void;
}

export function pace(perSecond: number, clock: Clock): Pace {
  const usualMs = 1000 / perSecond;
  let stepMs = usualMs;
  let nextMs = clock.nowMs();
  return {
    async turn(withinMs = Number.POSITIVE_INFINITY) {
      const nowMs = clock.nowMs();
      const turnMs = Math.max(nextMs, nowMs);
      if (turnMs - nowMs > withinMs) return false;
      nextMs = turnMs + stepMs;
      stepMs = Math.max(usualMs, stepMs * SWEEP.fasterBy);
      if (turnMs > nowMs) await clock.sleep(turnMs - nowMs);
      return true;
    },
    slower() {
      stepMs = Math.min(SWEEP.slowestMs, stepMs * 2);
    },
  };
}

/** One pace for each name, shared by all who ask for it. */
export interface Paces {
  of(name: string, perSecond: number): Pace;
}

export function paces(clock: Clock): Paces {
  const known = new Map<string, Pace>();
  return {
    of(name, perSecond) {
      const one = known.get(name) ?? pace(perSecond, clock);
      known.set(name, one);
      return one;
    },
  };
}
