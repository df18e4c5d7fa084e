// The number of runs of a property. A failure prints seed and path: set PROPERTY_SEED and PROPERTY_PATH to repeat it,
// PROPERTY_RUNS for more runs, or PROPERTY_SHRINK=no to have the first failure as it is, at once.
import type { Parameters } from 'fast-check';

export function runs(byDefault: number): Parameters<unknown> {
  const { PROPERTY_RUNS, PROPERTY_SEED, PROPERTY_PATH, PROPERTY_SHRINK } = process.env;
  return {
    numRuns: PROPERTY_RUNS === undefined ? byDefault : Number(PROPERTY_RUNS),
    includeErrorInReport: true,
    endOnFailure: PROPERTY_SHRINK === 'no',
    // The same in every run of the suite: what fails there can be repeated.
    seed: Number(PROPERTY_SEED ?? 20261127),
    ...(PROPERTY_PATH !== undefined && { path: PROPERTY_PATH, endOnFailure: true }),
  };
}
