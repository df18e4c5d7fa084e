// Adds up very many timings: a week of a busy deployment is some hundred thousand. Their bins are sorted once, at the end.
import { mergeTimings, type Timing } from './timing.ts';

export function timingSum() {
  const bins = new Map<number, number>();
  let sum: Timing | undefined;
  return {
    add(one: Timing): void {
      for (const [bin, count] of one.bins) bins.set(bin, (bins.get(bin) ?? 0) + count);
      sum = mergeTimings(sum, { ...one, bins: [] });
    },
    /** Undefined when nothing was measured. */
    total: (): Timing | undefined => sum && { ...sum, bins: [...bins].sort(([one], [other]) => one - other) },
  };
}
