// The fake of the lease of the sweeper's run.
import type { RunLease } from '../../functions/sweeper/run-alone.ts';

export function memoryRunLease(): RunLease {
  let held: { readonly owner: string; readonly untilMs: number } | undefined;
  return {
    async take({ owner, nowMs, untilMs }) {
      const free = held === undefined || held.owner === owner || held.untilMs <= nowMs;
      if (free) held = { owner, untilMs };
      return free;
    },

    async end(owner) {
      if (held?.owner === owner) held = undefined;
    },
  };
}
