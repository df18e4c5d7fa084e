// What is known of many latencies without any of them: how many, their sum, the fastest and the slowest, exactly,
// and the bins for percentiles. Timings of parts make the timing of the whole, in any order.
import * as v from 'valibot';
import { BIN_COUNT, binOf, middleOf } from './latency-bins.ts';
import type { Latency } from './report.ts';

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const timing = v.object({
  count: v.pipe(whole, v.minValue(1)),
  sumMs: whole,
  minMs: whole,
  maxMs: whole,
  /** Bin and count, by bin; only bins that hold something. */
  bins: v.array(v.tuple([v.pipe(whole, v.maxValue(BIN_COUNT - 1)), v.pipe(whole, v.minValue(1))])),
});

/** In whole ms. */
export type Timing = v.InferOutput<typeof timing>;

/** Undefined when nothing was measured. Fractions of a millisecond are rounded. */
export function timingOf(latenciesMs: readonly number[]): Timing | undefined {
  return latenciesMs
    .map((latencyMs) => {
      const ms = Math.max(0, Math.round(latencyMs));
      return { count: 1, sumMs: ms, minMs: ms, maxMs: ms, bins: [[binOf(ms), 1]] } satisfies Timing;
    })
    .reduce<Timing | undefined>(mergeTimings, undefined);
}

export function mergeTimings(a: Timing | undefined, b: Timing | undefined): Timing | undefined {
  if (!a || !b) return a ?? b;
  const bins = new Map(a.bins);
  for (const [bin, count] of b.bins) bins.set(bin, (bins.get(bin) ?? 0) + count);
  return {
    count: a.count + b.count,
    sumMs: a.sumMs + b.sumMs,
    minMs: Math.min(a.minMs, b.minMs),
    maxMs: Math.max(a.maxMs, b.maxMs),
    bins: [...bins].sort(([one], [other]) => one - other),
  };
}

/** Fastest and slowest are exact, the average to a tenth of a millisecond, percentiles at most 5 % off. */
export function latencyOf(measured: Timing | undefined): Latency {
  return {
    fastestMs: measured?.minMs ?? null,
    averageMs: measured ? Math.round((measured.sumMs / measured.count) * 10) / 10 : null,
    slowestMs: measured?.maxMs ?? null,
    p50Ms: percentile(measured, 50),
    p95Ms: percentile(measured, 95),
    p99Ms: percentile(measured, 99),
  };
}

/** By nearest rank: the least latency that so many percent do not exceed. */
function percentile(measured: Timing | undefined, percent: number): number | null {
  if (!measured) return null;
  const rank = Math.ceil((measured.count * percent) / 100);
  let seen = 0;
  for (const [bin, count] of measured.bins) {
    seen += count;
    // The middle of a bin may lie outside of what was measured.
    if (seen >= rank) return Math.min(Math.max(middleOf(bin), measured.minMs), measured.maxMs);
  }
  return measured.maxMs;
}
