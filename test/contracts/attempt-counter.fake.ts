// The fake of the attempt counter.
import type { AttemptCounter } from '../../functions/core/delivery/attempt-counter.ts';

export interface MemoryAttempts extends AttemptCounter {
  readonly counts: ReadonlyMap<string, number>;
}

export function memoryAttempts(): MemoryAttempts {
  const counts = new Map<string, number>();
  return {
    counts,

    async count(deliveryId) {
      const attempts = (counts.get(deliveryId) ?? 0) + 1;
      counts.set(deliveryId, attempts);
      return attempts;
    },

    async takeBack(deliveryId) {
      const attempts = counts.get(deliveryId) ?? 0;
      if (attempts > 0) counts.set(deliveryId, attempts - 1);
    },

    async clear(deliveryId) {
      counts.delete(deliveryId);
    },
  };
}
