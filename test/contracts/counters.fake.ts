// Counters that a test can read, by source and outcome and by destination and result.
import type { Counters } from '../../functions/core/statistics/counters.ts';

export interface MemoryCounters extends Counters {
  /** `treble: done` → 3, `treble → answered` → 3. */
  readonly counts: ReadonlyMap<string, number>;
}

export function memoryCounters(): MemoryCounters {
  const counts = new Map<string, number>();
  const count = (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    counts,
    outcome: (source, outcome) => count(`${source}: ${outcome}`),
    confirmed: (source) => count(`${source}: confirmed`),
    call: (destination, result) => count(`${destination} → ${result}`),
  };
}
