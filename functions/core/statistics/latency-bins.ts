// The bins that latencies are counted in. They give percentiles over many items without each value. A bin's value is at most
// 5 % off what was measured.

/** Up to 18 ms a bin is one millisecond wide, so exact. What is longer than this counts into the last bin. */
const LONGEST_MS = 40 * 24 * 3600_000;

interface Bin {
  readonly fromMs: number;
  /** What stands for every latency in the bin. */
  readonly middleMs: number;
}

/**
 * Each bin is as wide as one whole middle can stand for: the middle at most 5 % above the bin's first millisecond
 * and at most 5 % below its last. 210 bins reach from 0 to 40 days; an item holds only those that it used.
 */
const BINS: readonly Bin[] = (() => {
  const bins: Bin[] = [];
  for (let fromMs = 0; fromMs <= LONGEST_MS; ) {
    const middleMs = Math.floor((fromMs * 21) / 20);
    bins.push({ fromMs, middleMs });
    fromMs = Math.floor((middleMs * 20) / 19) + 1;
  }
  return bins;
})();

export const BIN_COUNT = BINS.length;

/** The bin of a latency in whole ms. */
export function binOf(ms: number): number {
  let low = 0;
  let high = BINS.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((BINS[middle]?.fromMs ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What stands for a latency in this bin, in ms. */
export const middleOf = (bin: number): number => BINS[bin]?.middleMs ?? 0;
