// The store of the breakers, with every opening, longer pause and closing in the history.
import type { BreakerPauses, BreakerStore } from '../../../functions/core/breaker/breaker-store.ts';
import type { Clock } from '../../../functions/runtime/clock.ts';
import type { History } from './history.ts';

export function recordedBreakers(
  store: BreakerStore,
  { breakerChanges }: History,
  clock: Pick<Clock, 'nowMs'>,
): BreakerStore {
  const record = (destination: string, pauses?: BreakerPauses) =>
    breakerChanges.push({ atMs: clock.nowMs(), destination, ...(pauses && { pauses }) });
  return {
    ...store,
    async open(destination, opening) {
      const opened = await store.open(destination, opening);
      if (opened) record(destination, opening);
      return opened;
    },
    async prolong(destination, pauses) {
      const prolonged = await store.prolong(destination, pauses);
      if (prolonged) record(destination, pauses);
      return prolonged;
    },
    async close(destination) {
      const closed = await store.close(destination);
      if (closed) record(destination);
      return closed;
    },
  };
}
