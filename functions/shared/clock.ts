// The real clock.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './ports.ts';

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
