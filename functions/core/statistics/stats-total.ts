// Adds tallies up: over all, and minute by minute.
import type { Tally } from './stats-entry.ts';
import { minutesOf, type StatsWindow } from './stats-window.ts';
import { mergeTimings, type Timing } from './timing.ts';

/** How often something happened, by its name. */
export type Count = (name: string) => number;

/** The sum of entries of one kind for one source or destination. */
export interface Total {
  add(minuteMs: number, tally: Tally): void;
  readonly count: Count;
  /** Every name that was counted. */
  counts(): Iterable<readonly [name: string, count: number]>;
  timing(): Timing | undefined;
  /** An object a minute, oldest first, empty minutes included. */
  series<T>(window: StatsWindow, minute: (count: Count) => T): (T & { readonly atMs: number })[];
}

function totalOf(): Total {
  const minutes = new Map<number, Map<string, number>>();
  const all = new Map<string, number>();
  let timing: Timing | undefined;
  return {
    add(minuteMs, tally) {
      const minute = minutes.get(minuteMs) ?? new Map<string, number>();
      minutes.set(minuteMs, minute);
      for (const [name, count] of Object.entries(tally.counts)) {
        minute.set(name, (minute.get(name) ?? 0) + count);
        all.set(name, (all.get(name) ?? 0) + count);
      }
      timing = mergeTimings(timing, tally.timing);
    },
    count: (name) => all.get(name) ?? 0,
    counts: () => all,
    timing: () => timing,
    series: (window, minute) =>
      minutesOf(window).map((atMs) => ({ ...minute((name) => minutes.get(atMs)?.get(name) ?? 0), atMs })),
  };
}

/** `of` begins an empty total for an id that is not there yet. */
export function totalsById() {
  const totals = new Map<string, Total>();
  return {
    ids: () => [...totals.keys()],
    of(id: string): Total {
      const total = totals.get(id) ?? totalOf();
      totals.set(id, total);
      return total;
    },
  };
}
