// The fake of the lease of the sweeper's run.
import type { RunLease } from '../../functions/sweeper/run-alone.ts';

export function memoryRunLease(): RunLease {
  let held: { readonly owner: string; readonly untilMs: number } | undefined;
  return {
    async take({ owner, startsAtMs, endsAtMs }) {
      const free = held === undefined || held.owner === owner || held.untilMs <= startsAtMs;
      if (free) held = { owner, untilMs: endsAtMs };
      return free;
    },

    async end(owner) {
      if (held?.owner === owner) held = undefined;
    },
  };
}
