// The store of breakers in memory, and a breaker that never opens.

import type { Breaker } from '../../functions/core/breaker/breaker.ts';
import type {
  BreakerList,
  BreakerRecord,
  BreakerState,
  BreakerStore,
} from '../../functions/core/breaker/breaker-store.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

interface Row {
  failures: Map<number, number>;
  openUntilMs?: number;
  probeUntilMs?: number;
  counted: number;
}

export interface MemoryBreakers extends BreakerStore, BreakerList {}

export function memoryBreakers(clock: Pick<Clock, 'nowMs'>): MemoryBreakers {
  const rows = new Map<string, Row>();

  const recordOf = ({ failures, openUntilMs, probeUntilMs }: Row): BreakerRecord => ({
    failures: new Map(failures),
    ...(openUntilMs !== undefined && { openUntilMs }),
    ...(probeUntilMs !== undefined && { probeUntilMs }),
  });

  function rowOf(destination: string): Row {
    const row = rows.get(destination) ?? { failures: new Map(), counted: 0 };
    rows.set(destination, row);
    return row;
  }

  return {
    async load(destination) {
      const row = rows.get(destination);
      return row && recordOf(row);
    },

    async countFailure(destination, { sliceMs, forgetBeforeMs }) {
      const row = rowOf(destination);
      row.failures.set(sliceMs, (row.failures.get(sliceMs) ?? 0) + 1);
      const counted = recordOf(row);
      for (const slice of row.failures.keys()) if (slice < forgetBeforeMs) row.failures.delete(slice);
      return counted;
    },

    async open(destination, { untilMs, failures, again }) {
      const row = rowOf(destination);
      if ((row.openUntilMs !== undefined) !== again) return false;
      row.openUntilMs = untilMs;
      row.counted = failures;
      delete row.probeUntilMs;
      return true;
    },

    async acquireProbe(destination, { nowMs, untilMs }) {
      const row = rows.get(destination);
      if (row?.openUntilMs === undefined || row.openUntilMs > nowMs) return false;
      if (row.probeUntilMs !== undefined && row.probeUntilMs > nowMs) return false;
      row.probeUntilMs = untilMs;
      return true;
    },

    async releaseProbe(destination) {
      delete rows.get(destination)?.probeUntilMs;
    },

    async close(destination) {
      rows.delete(destination);
    },

    async notClosed() {
      return [...rows].flatMap(([destination, { openUntilMs: untilMs, counted }]): BreakerState[] => {
        if (untilMs === undefined) return [];
        const state = clock.nowMs() < untilMs ? 'open' : 'probing';
        return [{ destination, state, untilMs, failures: counted }];
      });
    },
  };
}

export const neverOpen: Breaker = {
  acquire: async () => ({ kind: 'granted', probe: false }),
  report: async () => undefined,
};
