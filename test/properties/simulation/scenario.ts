// A scenario for the simulation: the deliveries and their times, the faults, and one seed for all random values.
import fc from 'fast-check';

export type Action =
  | { readonly kind: 'deliver'; readonly gapMs: number; readonly delivery: DeliveryPlan }
  | { readonly kind: 'sweep'; readonly gapMs: number }
  | { readonly kind: 'outage'; readonly gapMs: number; readonly of: Service; readonly forMs: number };

/** `processor`: every processor. */
export const SERVICES = ['store', 'queue', 'treble', 'bodies', 'processor'] as const;

export type Service = (typeof SERVICES)[number];

export type DeliveryPlan = WaitPlan | EventPlan;

interface Plan {
  /** The time from the gateway to the start of the function. */
  readonly startsAfterMs: number;
  /** Too large for a queue. */
  readonly large: boolean;
}

export const WAIT_SOURCES = ['treble', 'kyc'] as const;

export type WaitSource = (typeof WAIT_SOURCES)[number];

/** A webhook of a source of Treble that waits. */
export interface WaitPlan extends Plan {
  readonly source: WaitSource;
  readonly session: number;
  readonly kind: 'timed' | 'untimed' | 'opt_out';
  readonly answer: number;
  readonly time: number;
}

export const EVENT_SOURCES = ['treble-events', 'botmaker', 'trino'] as const;

export type EventSource = (typeof EVENT_SOURCES)[number];

/** A webhook that nobody waits for. */
export interface EventPlan extends Plan {
  readonly kind: 'event';
  readonly source: EventSource;
  readonly conversation: number;
  /** The same number in the same conversation is the same event, delivered again. */
  readonly number: number;
}

export interface Conditions {
  readonly latency: 'quick' | 'mixed' | 'slow' | 'stalling';
  /** The probability that a call to a store fails or loses its confirmation. */
  readonly failing: number;
  /** The probability that a function crashes at a call. */
  readonly crashing: number;
  /** The probability that a function is frozen after a call, for seconds or minutes. */
  readonly freezing: number;
  readonly treble: 'healthy' | 'fails_rarely' | 'unreliable' | 'down';
  readonly processor:
    | 'healthy'
    | 'slow'
    | 'flaky'
    | 'delegates'
    | 'unavailable'
    | 'crashes_once'
    | 'fails_often'
    | 'unreliable'
    | 'hangs'
    | 'crashes';
  /** The processor of one source, or every processor; the others are healthy. */
  readonly sick: EventSource | WaitSource | 'all';
  /** The store of large bodies. */
  readonly bodies: 'healthy' | 'failing' | 'losing';
}

export interface Scenario {
  readonly seed: number;
  readonly conditions: Conditions;
  readonly deadlineMs: number;
  readonly resumeDelayMs: number;
  readonly windowMs: number;
  /** A breaker opens with more failures than this. */
  readonly breakerFailures: number;
  /** After so many receives a message goes to its dead-letter queue. */
  readonly maxReceiveCount: number;
  /** All sources have one processor, so one destination. */
  readonly sharedProcessor: boolean;
  /** A healthy processor answers within this. */
  readonly answerMs: number;
  readonly actions: readonly Action[];
}

const gapMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 3, arbitrary: fc.integer({ min: 50, max: 5_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 5_000, max: 90_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(150_000, 400_000, 5_000_000) },
);

const plan = {
  startsAfterMs: fc.constantFrom(0, 0, 5, 200, 2500),
  large: fc.constantFrom(...Array<boolean>(9).fill(false), true),
};

const wait: fc.Arbitrary<WaitPlan> = fc.record({
  ...plan,
  source: fc.constantFrom('treble', 'treble', 'kyc'),
  session: fc.constantFrom(0, 0, 0, 1, 2, 3),
  kind: fc.constantFrom('timed', 'untimed', 'untimed', 'timed', 'opt_out'),
  answer: fc.integer({ min: 0, max: 2 }),
  time: fc.integer({ min: 0, max: 3 }),
});

const event: fc.Arbitrary<EventPlan> = fc.record({
  ...plan,
  kind: fc.constant('event'),
  source: fc.constantFrom('botmaker', 'botmaker', 'trino', 'treble-events'),
  conversation: fc.constantFrom(0, 0, 0, 1),
  number: fc.integer({ min: 0, max: 30 }),
});

const actionWith = (outages: number): fc.Arbitrary<Action> =>
  fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('deliver' as const),
        gapMs,
        delivery: fc.oneof<fc.Arbitrary<DeliveryPlan>[]>(wait, event),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('sweep' as const), gapMs }) },
    {
      weight: outages,
      arbitrary: fc.record({
        kind: fc.constant('outage' as const),
        gapMs,
        of: fc.constantFrom('store', 'queue', 'treble', 'bodies'),
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
    freezing: fc.constantFrom(0, 0, 0.01, 0.05),
    treble: fc.constantFrom('healthy', 'unreliable', 'unreliable', 'down'),
    processor: fc.constantFrom(
      'healthy',
      'unreliable',
      'unreliable',
      'unavailable',
      'fails_often',
      'hangs',
      'crashes',
    ),
    sick: fc.constantFrom('all', 'all', 'treble', 'botmaker'),
    bodies: fc.constantFrom('healthy', 'failing', 'losing'),
  }),
  deadlineMs: fc.constantFrom(30_000, 120_000, 300_000, 1_800_000),
  resumeDelayMs: fc.constantFrom(0, 0, 2_000, 30_000),
  windowMs: fc.constantFrom(3600_000, 20 * 3600_000),
  breakerFailures: fc.constantFrom(1, 4, 100),
  maxReceiveCount: fc.constantFrom(30, 1000),
  sharedProcessor: fc.boolean(),
  answerMs: fc.constant(50),
  actions: fc.array(actionWith(2), { minLength: 1, maxLength: 40, size: 'max' }),
});

/** One service fails, for a time that the design tolerates. */
export const fairScenario: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  conditions: fc.record({
    latency: fc.constantFrom('quick', 'mixed'),
    failing: fc.constant(0),
    crashing: fc.constant(0),
    freezing: fc.constant(0),
    treble: fc.constant('healthy'),
    processor: fc.constantFrom('healthy', 'slow', 'flaky', 'delegates'),
    sick: fc.constantFrom('all', 'treble', 'botmaker'),
    bodies: fc.constant('healthy'),
  }),
  deadlineMs: fc.constant(1_800_000),
  resumeDelayMs: fc.constantFrom(0, 30_000),
  windowMs: fc.constant(20 * 3600_000),
  breakerFailures: fc.constant(100),
  maxReceiveCount: fc.constant(1000),
  sharedProcessor: fc.boolean(),
  answerMs: fc.constant(50),
  actions: fc.array(actionWith(4), { minLength: 1, maxLength: 20, size: 'max' }),
});

/**
 * Mild weather: at most one destination is sick, and nothing else is wrong. A steady stream of waits and events, each of a
 * conversation of its own; the sick source has four webhooks a minute.
 */
export const mildScenario: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat(),
    weather: fc.constantFrom(
      { treble: 'fails_rarely', processor: 'healthy' } as const,
      { treble: 'healthy', processor: 'healthy' } as const,
      { treble: 'healthy', processor: 'hangs' } as const,
      { treble: 'healthy', processor: 'unavailable' } as const,
      { treble: 'healthy', processor: 'fails_often' } as const,
    ),
    sick: fc.constantFrom<(EventSource | WaitSource)[]>('kyc', 'kyc', ...EVENT_SOURCES),
    everyMs: fc.constantFrom(500, 1_000, 2_000),
    minutes: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ seed, weather, sick, everyMs, minutes }) => ({
    seed,
    conditions: { ...NO_FAULTS, ...weather, sick },
    deadlineMs: 240_000,
    resumeDelayMs: 0,
    windowMs: 20 * 3600_000,
    breakerFailures: 20,
    maxReceiveCount: 1000,
    sharedProcessor: false,
    answerMs: 50,
    actions: steady({ sick, everyMs, count: Math.floor((minutes * 60_000) / everyMs) }),
  }));

const SICK_EVERY_MS = 15_000;

function steady({ sick, everyMs, count }: { sick: string; everyMs: number; count: number }): Action[] {
  const sources = [...WAIT_SOURCES, ...EVENT_SOURCES] as const;
  const healthy = sources.filter((source) => source !== sick);
  return Array.from({ length: count }, (_, at): Action => {
    const isSick = (at * everyMs) % SICK_EVERY_MS === 0;
    const source = sources.find((one) => isSick && one === sick) ?? healthy[at % healthy.length] ?? 'treble';
    return deliver(source, at, { gapMs: everyMs });
  });
}

/**
 * A crowd: what all sources call is away for minutes, while one source has up to hundreds of webhooks, and another one a few at
 * the end. Nothing else is wrong.
 */
export const crowdedScenario: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat(),
    crowd: fc.constantFrom(
      { of: 'processor', crowded: 'botmaker', other: 'trino' } as const,
      { of: 'processor', crowded: 'treble', other: 'kyc' } as const,
      { of: 'treble', crowded: 'treble', other: 'kyc' } as const,
    ),
    // Alone, one is probed again and again.
    size: fc.constantFrom(
      { count: 1, minutes: 60 },
      { count: 10, minutes: 8 },
      { count: 300, minutes: 14 },
      { count: 500, minutes: 4 },
    ),
  })
  .map(({ seed, crowd: { of, crowded, other }, size: { count, minutes } }) => {
    const plan = (source: typeof crowded | typeof other) => (_: unknown, at: number) =>
      deliver(source, at, { gapMs: source === crowded ? Math.min(500, Math.floor(60_000 / count)) : 5_000 });
    return {
      seed,
      conditions: { ...NO_FAULTS, sick: crowded },
      deadlineMs: 2 * 3600_000,
      resumeDelayMs: 0,
      windowMs: 20 * 3600_000,
      breakerFailures: 1,
      maxReceiveCount: 1000,
      sharedProcessor: true,
      answerMs: 1_000,
      actions: [
        { kind: 'outage', gapMs: 0, of, forMs: minutes * 60_000 },
        ...Array.from({ length: count }, plan(crowded)),
        ...Array.from({ length: Math.min(count, 4) }, plan(other)),
        { kind: 'sweep', gapMs: minutes * 60_000 },
      ],
    };
  });

/** Of a conversation of its own. */
function deliver(source: EventSource | WaitSource, at: number, { gapMs }: { gapMs: number }): Action {
  const plan = { startsAfterMs: 5, large: false };
  const delivery: DeliveryPlan =
    source === 'treble' || source === 'kyc'
      ? { ...plan, source, kind: 'untimed', session: at, answer: 0, time: 0 }
      : { ...plan, source, kind: 'event', conversation: at, number: at };
  return { kind: 'deliver', gapMs, delivery };
}

export const NO_FAULTS: Conditions = {
  latency: 'quick',
  failing: 0,
  crashing: 0,
  freezing: 0,
  treble: 'healthy',
  processor: 'healthy',
  sick: 'all',
  bodies: 'healthy',
};
