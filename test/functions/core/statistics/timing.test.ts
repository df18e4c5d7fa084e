// Timings of parts, merged in any order, are equal to the timing of all latencies.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyOf, mergeTimings, timingOf } from '../../../../functions/core/statistics/timing.ts';
import { runs } from '../../../properties/runs.ts';

const latency = fc.oneof(
  fc.integer({ min: 0, max: 60 }),
  fc.integer({ min: 0, max: 10_000 }),
  fc.integer({ min: 0, max: 30 * 24 * 3600_000 }),
);
const latencies = fc.array(latency, { maxLength: 60 });

test('the order and the grouping of parts make no difference', () => {
  fc.assert(
    fc.property(latencies, latencies, latencies, (a, b, c) => {
      const [one, two, three] = [timingOf(a), timingOf(b), timingOf(c)];
      const whole = timingOf([...a, ...b, ...c]);
      expect(mergeTimings(mergeTimings(one, two), three)).toEqual(whole);
      expect(mergeTimings(one, mergeTimings(two, three))).toEqual(whole);
      expect(mergeTimings(three, mergeTimings(two, one))).toEqual(whole);
    }),
    runs(300),
  );
});

test('fastest, slowest and average are exact; percentiles are at most 5 % off the nearest rank', () => {
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (values) => {
      const { fastestMs, slowestMs, averageMs, p50Ms, p95Ms, p99Ms } = latencyOf(timingOf(values));
      const sorted = values.toSorted((a, b) => a - b);
      expect([fastestMs, slowestMs]).toEqual([sorted[0], sorted.at(-1)]);
      expect(averageMs).toBeCloseTo(values.reduce((sum, one) => sum + one, 0) / values.length, 0.9);
      for (const [percent, reported] of [
        [50, p50Ms],
        [95, p95Ms],
        [99, p99Ms],
      ] as const) {
        const right = sorted[Math.ceil((values.length * percent) / 100) - 1] ?? Number.NaN;
        expect(Math.abs((reported ?? Number.NaN) - right)).toBeLessThanOrEqual(right * 0.05);
      }
    }),
    runs(500),
  );
});

test('a timing without latencies is null, not zero', () => {
  expect(latencyOf(timingOf([]))).toEqual({
    fastestMs: null,
    averageMs: null,
    slowestMs: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
  });
});

test('fractions are rounded to whole milliseconds', () => {
  expect(timingOf([0.4, 1.6, -3])).toMatchObject({ count: 3, sumMs: 2, minMs: 0, maxMs: 2 });
});
