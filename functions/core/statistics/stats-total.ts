// Adds tallies up: over all, and step by step.
import type { Tally } from './stats-entry.ts';
import { type StatsWindow, stepStart, stepsOf } from './stats-window.ts';
import type { Timing } from './timing.ts';
import { timingSum } from './timing-sum.ts';

/** How often something happened, by its name. */
export type Count = (name: string) => number;

/** The sum of entries of one kind for one source or destination. */
export interface Total {
  add(minuteMs: number, tally: Tally): void;
  readonly count: Count;
  /** Every name that was counted. */
  counts(): Iterable<readonly [name: string, count: number]>;
  timing(): Timing | undefined;
  /** An object a step of the window, oldest first, empty ones included. */
  series<T>(step: (count: Count) => T): (T & { readonly atMs: number })[];
}

function totalOf(window: StatsWindow): Total {
  const steps = new Map<number, Map<string, number>>();
  const all = new Map<string, number>();
  const timing = timingSum();
  return {
    add(minuteMs, tally) {
      const atMs = stepStart(minuteMs, window.stepMinutes);
      const step = steps.get(atMs) ?? new Map<string, number>();
      steps.set(atMs, step);
      for (const [name, count] of Object.entries(tally.counts)) {
        step.set(name, (step.get(name) ?? 0) + count);
        all.set(name, (all.get(name) ?? 0) + count);
      }
      if (tally.timing) timing.add(tally.timing);
    },
    count: (name) => all.get(name) ?? 0,
    counts: () => all,
    timing: timing.total,
    series: (step) =>
      stepsOf(window).map((atMs) => ({ ...step((name) => steps.get(atMs)?.get(name) ?? 0), atMs })),
  };
}

/** `of` begins an empty total for an id that is not there yet. */
export function totalsById(window: StatsWindow) {
  const totals = new Map<string, Total>();
  return {
    ids: () => [...totals.keys()],
    of(id: string): Total {
      const total = totals.get(id) ?? totalOf(window);
      totals.set(id, total);
      return total;
    },
  };
}
