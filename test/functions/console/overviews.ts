// Overviews for tests and screenshots: the possible states of the console.

import { drawingOf, type Surroundings } from '../../../functions/console/drawing.ts';
import type { Overview, ReadErrorLog } from '../../../functions/console/overview-parts.ts';
import type { View } from '../../../functions/console/view.ts';
import { UTC } from '../../../functions/console/zone.ts';
import type { BreakerState } from '../../../functions/core/breaker/breaker-store.ts';
import type { ErrorLogEntry } from '../../../functions/core/error-log/entry.ts';
import {
  type CallOutcome,
  OUTCOME_COLUMNS,
  type Outcome,
} from '../../../functions/core/statistics/columns.ts';
import type { ReasonCount } from '../../../functions/core/statistics/conversations.ts';
import type {
  DestinationHealth,
  Latency,
  SourceHealth,
  StatsReport,
} from '../../../functions/core/statistics/report.ts';
import type { OpenWait, OpenWaits } from '../../../functions/core/wait/open-waits.ts';
import { openWaitsOf } from '../../../functions/core/wait/open-waits.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';

const MINUTE_MS = 60_000;
const MINUTES = 30;

/** A Tuesday, 14:05:06 UTC. */
export const AT_MS = Date.UTC(2026, 10, 24, 14, 5, 6);

const lastMinuteMs = AT_MS - (AT_MS % MINUTE_MS);
export const minuteMs = (at: number): number => lastMinuteMs - (MINUTES - 1 - at) * MINUTE_MS;

const NOT_MEASURED: Latency = {
  fastestMs: null,
  averageMs: null,
  slowestMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};
const FAST: Latency = { fastestMs: 9, averageMs: 23, slowestMs: 412, p50Ms: 18, p95Ms: 51, p99Ms: 130 };

type PerMinute<Name extends string> = (at: number) => Readonly<Record<Name, number>>;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** A smooth curve, the same in every run. */
export const wave = (at: number, height: number): number =>
  Math.round(height * (0.55 + 0.35 * Math.sin(at / 3.7) + 0.1 * Math.sin(at * 2.3)));

export interface SourceFacts {
  readonly id: string;
  readonly platform?: string | null;
  readonly waits?: boolean;
  readonly enabled?: boolean;
  readonly perMinute?: PerMinute<'success' | 'slow' | 'error' | 'rejected'>;
  readonly outcomes?: Partial<Record<Outcome, number>>;
  readonly latency?: Latency;
  readonly continued?: Latency & { readonly count: number };
  /** Why conversations went on without a result. */
  readonly reasons?: readonly ReasonCount[];
}

const nothing = () => ({ success: 0, slow: 0, error: 0, rejected: 0 });

export function sourceOf(facts: SourceFacts): SourceHealth {
  const { id, platform = 'treble', waits = false, enabled = true, perMinute = nothing } = facts;
  const series = Array.from({ length: MINUTES }, (_, at) => ({ atMs: minuteMs(at), ...perMinute(at) }));
  const total = (name: 'success' | 'slow' | 'error' | 'rejected') =>
    sum(series.map((minute) => minute[name]));
  const none = Object.fromEntries(OUTCOME_COLUMNS.map(({ name }) => [name, 0]));
  return {
    id,
    platform,
    waits,
    enabled,
    success: total('success'),
    slow: total('slow'),
    error: total('error'),
    rejected: total('rejected'),
    ...(facts.latency ?? (perMinute === nothing ? NOT_MEASURED : FAST)),
    conversations: {
      withResult: facts.continued?.count ?? 0,
      withoutResult: (facts.reasons ?? []).reduce((before, one) => before + one.count, 0),
      reasons: facts.reasons ?? [],
    },
    outcomes: { ...allOutcomes(none), ...facts.outcomes },
    continued: facts.continued ?? { ...NOT_MEASURED, count: 0 },
    confirmed: { ...NOT_MEASURED, count: 0 },
    series,
  };
}

function allOutcomes(counts: Readonly<Record<string, number>>): Record<Outcome, number> {
  const of = (outcome: Outcome) => counts[outcome] ?? 0;
  return {
    done: of('done'),
    failed: of('failed'),
    timeout: of('timeout'),
    repeat: of('repeat'),
    filtered: of('filtered'),
    unrecognised: of('unrecognised'),
    ignored: of('ignored'),
    parked: of('parked'),
    unconfirmed: of('unconfirmed'),
    confirmed: of('confirmed'),
    late: of('late'),
    superseded: of('superseded'),
    platform_timeout: of('platform_timeout'),
  };
}

export function destinationOf(
  id: string,
  perMinute?: PerMinute<CallOutcome>,
  latency: Latency = { ...FAST, averageMs: 310, slowestMs: 7_980, p50Ms: 240, p95Ms: 900, p99Ms: 3_400 },
): DestinationHealth {
  const none = () => ({ success: 0, slow: 0, error: 0, refused: 0, deferred: 0 });
  const series = Array.from({ length: MINUTES }, (_, at) => ({
    atMs: minuteMs(at),
    ...(perMinute ?? none)(at),
  }));
  const total = (name: CallOutcome) => sum(series.map((minute) => minute[name]));
  return {
    id,
    success: total('success'),
    slow: total('slow'),
    error: total('error'),
    refused: total('refused'),
    deferred: total('deferred'),
    ...(perMinute ? latency : NOT_MEASURED),
    series,
  };
}

export const statsOf = (
  sources: readonly SourceHealth[],
  destinations: readonly DestinationHealth[],
): StatsReport => ({
  minutes: MINUTES,
  stepMinutes: 1,
  fromMs: minuteMs(0),
  untilMs: AT_MS,
  conversations: {
    withResult: sum(sources.map(({ conversations }) => conversations.withResult)),
    withoutResult: sum(sources.map(({ conversations }) => conversations.withoutResult)),
    unconfirmed: sum(sources.map(({ outcomes }) => outcomes.unconfirmed)),
    reasons: sources.flatMap(({ id, conversations }) =>
      conversations.reasons.map((one) => ({ ...one, source: id })),
    ),
  },
  sources,
  destinations,
  unreadable: 0,
});

export function waitOf(at: number, facts: Partial<OpenWait> = {}): OpenWait {
  const receivedAtMs = AT_MS - (at + 1) * 47_000;
  return {
    conversation: `tN${String(at).padStart(2, '0')}hQx7LmVb2cYd9RkWf3PsGz8JaUe`,
    source: 'treble',
    state: 'waiting',
    cycle: 1,
    receivedAtMs,
    deadlineAtMs: receivedAtMs + 300_000,
    dueAtMs: receivedAtMs + MINUTE_MS,
    ...facts,
  };
}

export function parkedOf(at: number, facts: Partial<ErrorLogEntry> = {}): ErrorLogEntry {
  const deliveryId = `0197c2d4-5e6f-7a81-b2c3-${String(at).padStart(12, '0')}`;
  return {
    id: `${deliveryId}#work`,
    deliveryId,
    reason: 'processor_error',
    parkedAtMs: AT_MS - (at + 1) * 412_000,
    attempts: 5,
    source: 'botmaker',
    platform: 'botmaker',
    conversation: `bM${String(at).padStart(2, '0')}wEr5tYu8iOp1aSd4fGh7jKl0zXc`,
    type: 'botmaker.message',
    waits: false,
    replays: 0,
    ...facts,
  };
}

/** All waits are shown; the options can add further ones. */
export const waitsOf = (oldest: readonly OpenWait[], facts: Partial<OpenWaits> = {}): OpenWaits => ({
  ...openWaitsOf(oldest, false, { limit: oldest.length, lateBeforeMs: AT_MS }),
  ...facts,
});

export const NO_WAITS = waitsOf([]);
export const NO_ERRORS: ReadErrorLog = { open: 0, more: false, entries: [] };

export const VIEW: View = { language: 'en', zone: UTC, window: '30m' };

/** How an overview is drawn, unless a test says otherwise: the page, in English, with buttons. */
export const drawn = (facts: Partial<Surroundings> = {}) =>
  drawingOf(
    { surface: 'page', view: VIEW, target: { kind: 'page', action: '/.acuse/operate' }, ...facts },
    AT_MS,
  );

export function overviewOf(facts: Partial<Overview>): Overview {
  const stats = statsOf([], []);
  return {
    atMs: AT_MS,
    stats,
    waits: NO_WAITS,
    breakers: [],
    errorLog: NO_ERRORS,
    sources: FIRST_SOURCES,
    defaults: { processor: 'http', deadlineSeconds: 240 },
    ...facts,
  };
}

const firstSources = FIRST_SOURCES.map(({ id, platform, waits }) => sourceOf({ id, platform, waits }));

/** A new deployment: the first sources, without webhooks. */
export const empty = overviewOf({ stats: statsOf(firstSources, [destinationOf('treble')]) });

/** One source in use, with one parked delivery. */
export const one = overviewOf({
  stats: statsOf(
    [
      sourceOf({
        id: 'treble',
        waits: true,
        perMinute: (at) => ({
          success: wave(at, 48),
          slow: at % 9 === 4 ? 3 : 0,
          error: at === 17 ? 1 : 0,
          rejected: at > 24 ? 2 : 0,
        }),
        outcomes: { done: 791, failed: 14, timeout: 3, repeat: 6, parked: 1 },
        continued: { ...FAST, p50Ms: 1_240, p99Ms: 48_300, count: 808 },
      }),
      ...firstSources.slice(1),
    ],
    [
      destinationOf('treble', (at) => ({
        success: wave(at, 46),
        slow: at % 7 === 2 ? 2 : 0,
        error: at === 17 ? 4 : 0,
        refused: 0,
        deferred: 0,
      })),
      destinationOf('http:checks.example.com', (at) => ({
        success: wave(at, 45),
        slow: wave(at, 5),
        error: 0,
        refused: 0,
        deferred: 0,
      })),
    ],
  ),
  waits: waitsOf([
    waitOf(4, { state: 'delegated', cycle: 2 }),
    waitOf(1, { state: 'processing' }),
    waitOf(0, { state: 'waiting' }),
  ]),
  errorLog: { open: 1, more: false, entries: [parkedOf(0, { source: 'treble', type: 'treble.response' })] },
});

const platformAt = (at: number): string => (at % 3 === 0 ? 'treble' : at % 3 === 1 ? 'botmaker' : 'trino');

/** Twenty sources, three of them without webhooks. */
export const twenty = overviewOf({
  stats: statsOf(
    Array.from({ length: 20 }, (_, at) =>
      sourceOf({
        id: `${['kyc-photo', 'sales', 'support', 'collections', 'delivery'][at % 5]}-${at + 1}`,
        platform: platformAt(at),
        waits: at % 3 === 0,
        enabled: at !== 7,
        ...(at % 7 !== 6 && {
          perMinute: (minute) => ({
            success: wave(minute + at * 2, 9 + at * 6),
            slow: (minute + at) % 11 === 0 ? at : 0,
            error: at === 3 && minute > 20 ? 4 : 0,
            rejected: at === 12 ? 1 : 0,
          }),
          outcomes: { done: 400 + at, filtered: 31 * at, unrecognised: at % 4, superseded: at % 2 },
        }),
      }),
    ),
    [
      destinationOf('treble', (at) => ({
        success: wave(at, 300),
        slow: 4,
        error: at % 5,
        refused: 0,
        deferred: 0,
      })),
      destinationOf('photo-check', (at) => ({
        success: wave(at, 120),
        slow: wave(at, 30),
        error: 0,
        refused: 0,
        deferred: 0,
      })),
      destinationOf('lambda:credit-score', (at) => ({
        success: wave(at, 80),
        slow: 0,
        error: 0,
        refused: 0,
        deferred: 0,
      })),
    ],
  ),
  waits: waitsOf(
    Array.from({ length: 50 }, (_, at) => waitOf(50 - at)),
    { count: 64 },
  ),
  errorLog: {
    open: 12,
    more: false,
    entries: Array.from({ length: 12 }, (_, at) =>
      parkedOf(at, { reason: ['processor_timeout', 'treble_404', 'processor_rejected'][at % 3] ?? '' }),
    ),
  },
});

const treblePaused: BreakerState = {
  destination: 'treble',
  state: 'open',
  untilMs: AT_MS + 7 * MINUTE_MS,
  failures: 101,
};

/** Every possible failure. */
export const failing = overviewOf({
  stats: {
    ...statsOf(
      [
        sourceOf({
          id: 'treble',
          waits: true,
          perMinute: (at) => ({ success: 0, slow: 0, error: wave(at, 22), rejected: wave(at, 9) }),
          latency: {
            fastestMs: 3_301,
            averageMs: 4_120,
            slowestMs: 4_799,
            p50Ms: 4_100,
            p95Ms: 4_790,
            p99Ms: 4_799,
          },
          outcomes: { failed: 120, timeout: 310, parked: 88 },
          reasons: [
            { reason: 'deadline', count: 310 },
            { reason: 'processor_paused', count: 61 },
            { reason: 'processor_unreachable', count: 40 },
            { reason: 'processor_timeout', count: 12 },
            { reason: 'processor_crashed', count: 7 },
          ],
        }),
        sourceOf({
          id: 'botmaker',
          platform: 'botmaker',
          enabled: false,
          perMinute: (at) => ({ success: 0, slow: wave(at, 12), error: wave(at, 30), rejected: 0 }),
          outcomes: { ignored: 402 },
        }),
        sourceOf({
          id: 'unknown',
          platform: null,
          perMinute: (at) => ({ success: 0, slow: 0, error: 0, rejected: wave(at, 200) }),
        }),
      ],
      [
        destinationOf('treble', (at) => ({
          success: 0,
          slow: 0,
          error: at < 12 ? 9 : 0,
          refused: 0,
          deferred: at < 12 ? 0 : wave(at, 40),
        })),
        destinationOf('http:checks.example.com', (at) => ({
          success: 0,
          slow: 0,
          error: wave(at, 18),
          refused: 0,
          deferred: 0,
        })),
      ],
    ),
    unreadable: 3,
  },
  waits: waitsOf(
    Array.from({ length: 50 }, (_, at) =>
      waitOf(80 - at, {
        state: (['decided', 'waiting', 'delegated', 'sending', 'processing'] as const)[at % 5] ?? 'waiting',
        dueAtMs: AT_MS + 40_000,
      }),
    ),
    { count: 1234, more: true, late: { undecided: 412, decided: 603 } },
  ),
  breakers: [
    treblePaused,
    { destination: 'lambda:credit-score', state: 'probing', untilMs: AT_MS + 30_000, failures: 240 },
  ],
  errorLog: {
    open: 5678,
    more: true,
    entries: Array.from({ length: 50 }, (_, at) =>
      parkedOf(at, {
        reason:
          ['processor_unreachable', 'window_closed', 'processor_crashed', 'bad_job', 'treble_410'][at % 5] ??
          '',
        waits: at % 5 === 2,
        ...(at % 6 === 1 && { replays: 2, replayedAtMs: AT_MS - 90_000, replayedBy: 'console' }),
      }),
    ),
  },
});

/** Only the statistics cannot be read. */
export const unread = overviewOf({ ...one, stats: null, breakers: null });

/** No part can be read. */
export const nothingRead = overviewOf({
  stats: null,
  waits: null,
  breakers: null,
  errorLog: null,
  sources: null,
});

const long = 'a-source-with-the-longest-name-that-is-allowed-in-a-url-of-ours';

/** Numbers in the millions, and the longest names. */
export const millions = overviewOf({
  stats: statsOf(
    [
      sourceOf({
        id: long,
        platform: 'trino',
        perMinute: (at) => ({ success: wave(at, 1_300_000), slow: 12_345, error: 7, rejected: 401_000 }),
        outcomes: { done: 31_234_567, filtered: 12_345_678, repeat: 2_345_678, unrecognised: 1_000_000 },
        latency: { fastestMs: 8, averageMs: 1_234, slowestMs: 4_799, p50Ms: 999, p95Ms: 1_000, p99Ms: 2_345 },
        continued: { ...FAST, p50Ms: 93_600_000, p99Ms: 2_505_600_000, count: 12_345_678 },
      }),
    ],
    [
      destinationOf(`http:${'very-long-label.'.repeat(9)}example.com`, (at) => ({
        success: wave(at, 900_000),
        slow: 0,
        error: 1,
        refused: 0,
        deferred: 0,
      })),
    ],
  ),
  waits: waitsOf([waitOf(3000, { source: long, cycle: 1_234_567 })], {
    ...{ count: 1_234_567, more: true, late: { undecided: 1_000_000, decided: 234_567 } },
  }),
  errorLog: {
    open: 1_234_567,
    more: true,
    entries: [
      parkedOf(1, {
        source: long,
        type: `trino.automation_event.${'long_name_'.repeat(12)}`,
        attempts: 1_000_000,
      }),
    ],
  },
});

export const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>&\'`\u202e{{x}}';

const hostileSource = {
  ...sourceOf({
    id: HOSTILE,
    waits: true,
    perMinute: () => ({ success: 3, slow: 1, error: 1, rejected: 1 }),
  }),
};

/** Every external text is malicious. */
export const hostile = overviewOf({
  stats: statsOf(
    [hostileSource, { ...hostileSource, ...sourceOf({ id: `quiet ${HOSTILE}` }) }],
    [destinationOf(HOSTILE, () => ({ success: 1, slow: 0, error: 0, refused: 0, deferred: 0 }))],
  ),
  waits: waitsOf([waitOf(1, { conversation: HOSTILE, source: HOSTILE })]),
  breakers: [
    { ...treblePaused, destination: HOSTILE },
    { ...treblePaused, destination: `other ${HOSTILE}` },
  ],
  errorLog: {
    open: 1,
    more: false,
    entries: [
      parkedOf(1, {
        id: HOSTILE,
        deliveryId: HOSTILE,
        reason: HOSTILE,
        source: HOSTILE,
        platform: HOSTILE,
        conversation: HOSTILE,
        type: HOSTILE,
        replays: 1,
        replayedAtMs: AT_MS,
        replayedBy: HOSTILE,
      }),
    ],
  },
});

/** A processor that answers 401 to everything: every conversation goes on without a result, and every webhook is a success. */
export const refused = overviewOf({
  stats: statsOf(
    [
      sourceOf({
        id: 'treble',
        waits: true,
        perMinute: (at) => ({ success: wave(at, 9), slow: 0, error: 0, rejected: 0 }),
        outcomes: { failed: 214 },
        continued: { ...FAST, count: 0 },
        reasons: [
          { reason: 'processor_rejected', count: 209 },
          { reason: 'processor_timeout', count: 5 },
        ],
      }),
      sourceOf({
        id: 'trino',
        platform: 'trino',
        perMinute: (at) => ({ success: wave(at, 3), slow: 0, error: 0, rejected: 0 }),
        outcomes: { done: 31, failed: 12, unconfirmed: 2 },
        continued: { ...FAST, count: 31 },
        reasons: [{ reason: 'processor_rejected', count: 12 }],
      }),
      ...firstSources.slice(1, 3),
    ],
    [
      destinationOf('http:checks.example.com', (at) => ({
        ...{ success: 0, slow: 0, error: 0, deferred: 0 },
        refused: wave(at, 12),
      })),
      destinationOf('treble', (at) => ({
        ...{ success: wave(at, 9), slow: 0, error: 0, refused: 0, deferred: 0 },
      })),
    ],
  ),
  waits: waitsOf([waitOf(0)]),
});

/** So many entries of one cause, and one of another. */
export const manyErrors = overviewOf({
  stats: one.stats,
  errorLog: {
    open: 236,
    more: false,
    entries: [
      parkedOf(0, { reason: 'botmaker_400', id: `${parkedOf(0).deliveryId}#update` }),
      ...Array.from({ length: 235 }, (_, at) => parkedOf(at + 1, { reason: 'processor_rejected' })),
    ],
  },
});

/** Forty sources with webhooks, some in trouble. */
export const forty = overviewOf({
  stats: statsOf(
    Array.from({ length: 40 }, (_, at) =>
      sourceOf({
        id: `${['kyc-photo', 'sales', 'support', 'collections', 'delivery'][at % 5]}-${at + 1}`,
        platform: platformAt(at),
        waits: at % 3 === 0,
        perMinute: (minute) => ({
          success: wave(minute + at * 2, 9 + at * 6),
          slow: (minute + at) % 11 === 0 && at % 4 === 0 ? at : 0,
          error: at === 23 && minute > 20 ? 4 : 0,
          rejected: at === 12 ? 1 : 0,
        }),
        outcomes: { done: 400 + at },
        continued: { ...FAST, count: 400 + at },
        ...(at === 17 && { reasons: [{ reason: 'deadline', count: 12 }] }),
      }),
    ),
    one.stats?.destinations ?? [],
  ),
});

export const STATES = {
  empty,
  one,
  twenty,
  forty,
  failing,
  refused,
  manyErrors,
  unread,
  nothingRead,
  millions,
  hostile,
};

export type StateName = keyof typeof STATES;
