// A scenario for the simulation: the deliveries and their times, the faults, and one seed for all random values.
import fc from 'fast-check';

export type Action =
  | { readonly kind: 'deliver'; readonly gapMs: number; readonly delivery: DeliveryPlan }
  | { readonly kind: 'sweep'; readonly gapMs: number }
  | { readonly kind: 'outage'; readonly gapMs: number; readonly of: Service; readonly forMs: number };

export type Service = 'store' | 'queue' | 'treble';

export interface DeliveryPlan {
  readonly session: number;
  readonly kind: 'timed' | 'untimed' | 'opt_out';
  readonly answer: number;
  readonly time: number;
  /** The time from the gateway to the start of the function. */
  readonly startsAfterMs: number;
}

export interface Conditions {
  readonly latency: 'quick' | 'mixed' | 'slow' | 'stalling';
  /** The probability that a call to a store fails or loses its confirmation. */
  readonly failing: number;
  /** The probability that a function crashes at a call. */
  readonly crashing: number;
  readonly treble: 'healthy' | 'unreliable' | 'down';
  readonly processor:
    | 'healthy'
    | 'slow'
    | 'flaky'
    | 'delegates'
    | 'unavailable'
    | 'crashes_once'
    | 'unreliable'
    | 'crashes';
}

export interface Scenario {
  readonly seed: number;
  readonly conditions: Conditions;
  readonly deadlineMs: number;
  readonly resumeDelayMs: number;
  readonly windowMs: number;
  /** A breaker opens with more failures than this. */
  readonly breakerFailures: number;
  readonly actions: readonly Action[];
}

const gapMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 3, arbitrary: fc.integer({ min: 50, max: 5_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5_000, max: 90_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(150_000, 400_000, 5_000_000) },
);

const delivery: fc.Arbitrary<DeliveryPlan> = fc.record({
  session: fc.constantFrom(0, 0, 0, 1),
  kind: fc.constantFrom('timed', 'untimed', 'untimed', 'timed', 'opt_out'),
  answer: fc.integer({ min: 0, max: 2 }),
  time: fc.integer({ min: 0, max: 3 }),
  startsAfterMs: fc.constantFrom(0, 0, 5, 200, 2500),
});

const actionWith = (outages: number): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), gapMs, delivery }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('sweep' as const), gapMs }) },
    {
      weight: outages,
      arbitrary: fc.record({
        kind: fc.constant('outage' as const),
        gapMs,
        of: fc.constantFrom('store', 'queue', 'treble'),
        forMs: fc.constantFrom(500, 5_000, 60_000, 200_000),
      }),
    },
  );

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  conditions: fc.record({
    latency: fc.constantFrom('quick', 'mixed', 'slow', 'stalling'),
    failing: fc.constantFrom(0, 0.02, 0.1, 0.3),
    crashing: fc.constantFrom(0, 0.01, 0.05, 0.15),
    treble: fc.constantFrom('healthy', 'unreliable', 'unreliable', 'down'),
    processor: fc.constantFrom('healthy', 'unreliable', 'unreliable', 'unavailable', 'crashes'),
  }),
  deadlineMs: fc.constantFrom(30_000, 120_000, 300_000, 1_800_000),
  resumeDelayMs: fc.constantFrom(0, 0, 2_000, 30_000),
  windowMs: fc.constantFrom(3600_000, 20 * 3600_000),
  breakerFailures: fc.constantFrom(1, 4, 100),
  actions: fc.array(actionWith(1), { minLength: 1, maxLength: 16, size: 'max' }),
});

/** One service fails, for a time that the design tolerates. */
export const fairScenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  conditions: fc.record({
    latency: fc.constantFrom('quick', 'mixed'),
    failing: fc.constant(0),
    crashing: fc.constant(0),
    treble: fc.constant('healthy'),
    processor: fc.constantFrom('healthy', 'slow', 'flaky', 'delegates'),
  }),
  deadlineMs: fc.constant(1_800_000),
  resumeDelayMs: fc.constantFrom(0, 30_000),
  windowMs: fc.constant(20 * 3600_000),
  breakerFailures: fc.constant(100),
  actions: fc.array(actionWith(3), { minLength: 1, maxLength: 10, size: 'max' }),
});

export const NO_FAULTS: Conditions = {
  latency: 'quick',
  failing: 0,
  crashing: 0,
  treble: 'healthy',
  processor: 'healthy',
};
