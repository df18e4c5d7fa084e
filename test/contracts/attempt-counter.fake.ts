// The attempt counter's twin.
import type { AttemptCounter } from '../../functions/core/delivery/attempt-counter.ts';

export function memoryAttempts(): AttemptCounter {
  const counts = new Map<string, number>();
  return {
    async count(deliveryId) {
      const attempts = (counts.get(deliveryId) ?? 0) + 1;
      counts.set(deliveryId, attempts);
      return attempts;
    },

    async clear(deliveryId) {
      counts.delete(deliveryId);
    },
  };
}
