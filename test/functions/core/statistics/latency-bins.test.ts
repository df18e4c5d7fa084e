// The error of a latency that is stored by its bin.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BIN_COUNT, binOf, middleOf } from '../../../../functions/core/statistics/latency-bins.ts';
import { runs } from '../../../properties/runs.ts';

const errorOf = (ms: number) => Math.abs(middleOf(binOf(ms)) - ms);
const LONGEST_MS = 40 * 24 * 3600_000;

test('up to 18 ms the error is zero', () => {
  for (let ms = 0; ms <= 18; ms += 1) expect(errorOf(ms)).toBe(0);
});

test('each latency up to ten seconds has an error of at most 5 %', () => {
  for (let ms = 1; ms <= 10_000; ms += 1) expect(errorOf(ms) / ms, `${ms} ms`).toBeLessThanOrEqual(0.05);
});

test('each latency up to 40 days has an error of at most 5 %', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LONGEST_MS }), (ms) => errorOf(ms) / ms <= 0.05),
    runs(2000),
  );
});

test('a longer latency never has a lower bin, and all bins are in the range', () => {
  const ms = fc.integer({ min: 0, max: 2 * LONGEST_MS });
  fc.assert(
    fc.property(ms, ms, (one, other) => {
      const [shorter, longer] = one < other ? [one, other] : [other, one];
      expect(binOf(shorter)).toBeLessThanOrEqual(binOf(longer));
      expect(binOf(longer)).toBeLessThan(BIN_COUNT);
    }),
    runs(1000),
  );
  expect(BIN_COUNT).toBe(210);
});
