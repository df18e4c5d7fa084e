// The real clock.
import { setTimeout as delay } from 'node:timers/promises';

export const clock: Clock = {
  nowMs: Date.now,
  async sleep(ms, signal) {
    try {
      // Timers of Node can fire up to one millisecond early. After the sleep the deadline must have passed.
      await delay(ms > 0 ? ms + 1 : 0, undefined, signal && { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};

export interface Clock {
  /** ms since 1970. */
  nowMs(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
