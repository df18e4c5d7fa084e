// The real clock.
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './ports.ts';

export const clock: Clock = {
  nowMs: Date.now,
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal && { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
