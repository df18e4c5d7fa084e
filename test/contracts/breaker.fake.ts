// The store of breakers in memory, and a breaker that never opens.

import type { Breaker } from '../../functions/core/breaker/breaker.ts';
import type {
  BreakerList,
  BreakerPauses,
  BreakerRecord,
  BreakerSlice,
  BreakerState,
  BreakerStore,
  LongCall,
} from '../../functions/core/breaker/breaker-store.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

interface Row {
  slices: Map<number, BreakerSlice>;
  longCalls: readonly LongCall[];
  pauses?: BreakerPauses | undefined;
  probeUntilMs?: number | undefined;
  slowUntilMs?: number;
  failures: number;
}

export interface MemoryBreakers extends BreakerStore, BreakerList {
  /** Writes so far. */
  writes(): number;
}

export function memoryBreakers(clock: Pick<Clock, 'nowMs'>): MemoryBreakers {
  const rows = new Map<string, Row>();
  let writes = 0;

  const recordOf = ({ slices, longCalls, pauses, probeUntilMs, slowUntilMs }: Row): BreakerRecord => ({
    slices: new Map(slices),
    longCalls,
    ...pauses,
    ...(probeUntilMs !== undefined && { probeUntilMs }),
    ...(slowUntilMs !== undefined && { slowUntilMs }),
  });

  function rowOf(destination: string): Row {
    const row = rows.get(destination) ?? { slices: new Map(), longCalls: [], failures: 0 };
    rows.set(destination, row);
    writes += 1;
    return row;
  }

  const isSame = (a: Pick<LongCall, 'place' | 'id'>, b: LongCall) => a.place === b.place && a.id === b.id;

  return {
    writes: () => writes,

    async load(destination) {
      const row = rows.get(destination);
      return row && recordOf(row);
    },

    async count(destination, { sliceMs, forgetBeforeMs, answered, failed }) {
      const row = rowOf(destination);
      const before = row.slices.get(sliceMs) ?? { failed: new Set(), hung: new Set(), answered: 0 };
      const with_ = (set: ReadonlySet<string>, adds = false) =>
        adds && failed ? new Set([...set, failed.conversation]) : set;
      row.slices.set(sliceMs, {
        failed: with_(before.failed, failed !== undefined),
        hung: with_(before.hung, failed?.hung),
        answered: before.answered + answered,
      });
      const counted = recordOf(row);
      for (const slice of row.slices.keys()) if (slice < forgetBeforeMs) row.slices.delete(slice);
      return counted;
    },

    async open(destination, { failures, ...pauses }) {
      const row = rowOf(destination);
      if (row.pauses) return false;
      row.pauses = pauses;
      row.failures = failures;
      row.probeUntilMs = undefined;
      return true;
    },

    async prolong(destination, pauses) {
      const row = rows.get(destination);
      if (!row?.pauses) return false;
      writes += 1;
      row.pauses = pauses;
      row.probeUntilMs = undefined;
      return true;
    },

    async acquireProbe(destination, { nowMs, untilMs }) {
      const row = rows.get(destination);
      if (!row?.pauses) return false;
      if (row.probeUntilMs !== undefined && row.probeUntilMs > nowMs) return false;
      writes += 1;
      row.probeUntilMs = untilMs;
      return true;
    },

    async releaseProbe(destination) {
      const row = rows.get(destination);
      if (row) row.probeUntilMs = undefined;
    },

    async close(destination) {
      const row = rows.get(destination);
      if (!row || (row.slices.size === 0 && !row.pauses)) return false;
      writes += 1;
      row.slices.clear();
      row.pauses = undefined;
      row.probeUntilMs = undefined;
      return true;
    },

    async addLongCall(destination, { slowUntilMs, ...call }) {
      const row = rowOf(destination);
      row.longCalls = [...row.longCalls.filter((one) => !isSame(call, one)), call];
      row.slowUntilMs = slowUntilMs;
      return recordOf(row);
    },

    async removeLongCall(destination, call) {
      const row = rows.get(destination);
      if (row) row.longCalls = row.longCalls.filter((one) => !isSame(call, one));
    },

    async notClosed() {
      return [...rows].flatMap(([destination, { pauses, failures }]): BreakerState[] => {
        if (!pauses) return [];
        const { openUntilMs: untilMs } = pauses;
        const state = clock.nowMs() < untilMs ? 'open' : 'probing';
        return [{ destination, state, untilMs, failures }];
      });
    },
  };
}

export const neverOpen: Breaker = {
  acquire: async (_destination, call) => ({ kind: 'granted', probe: false, ...call }),
  report: async () => false,
  look: async () => ({ kind: 'closed' }),
  longCalls: async () => ({ slow: false, calls: [] }),
  beginLongCall: async () => [],
  endLongCall: async () => undefined,
};
