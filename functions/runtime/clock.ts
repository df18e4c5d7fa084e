// The real clock.
import { setTimeout as delay } from 'node:timers/promises';

export const clock: Clock = {
  nowMs: Date.now,
  async sleep(ms, signal) {
    try {
      // Node's timers may fire up to a millisecond early by this clock: who wakes at a deadline must find it past.
      await delay(ms > 0 ? ms + 1 : 0, undefined, signal && { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};

export interface Clock {
  /** ms since 1970. */
  nowMs(): number;
  /** Ends early, without an error, when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
