// What people look at: the figures of the last minutes, what waits, what is paused, what was parked. The console
// draws it and the command line prints it; both read the same. No body, name, phone number or session id is in it.

/** What becomes of a POST to a source: 2xx up to `SlowMs`, 2xx that took longer, 5xx, 4xx. */
export const POST_OUTCOMES = ['success', 'slow', 'error', 'rejected'] as const;

/** What becomes of a call to a destination; `deferred`: its breaker was open, so none was made. */
export const CALL_OUTCOMES = ['success', 'slow', 'error', 'deferred'] as const;

/**
 * What becomes of a delivery. `ignored`: switched off, removed, nobody to work on it, an opt-out, or forged. `late`
 * is no delivery's end: a decision that came after another one.
 */
export const OUTCOMES = [
  'done',
  'failed',
  'timeout',
  'repeat',
  'filtered',
  'unrecognised',
  'ignored',
  'parked',
  'late',
  'superseded',
] as const;

export type PostOutcome = (typeof POST_OUTCOMES)[number];

export type CallOutcome = (typeof CALL_OUTCOMES)[number];

export type Outcome = (typeof OUTCOMES)[number];

/** In ms. Null where nothing was measured. Percentiles come from bins; the error of those is stated with them. */
export interface Latency {
  readonly fastestMs: number | null;
  readonly averageMs: number | null;
  readonly slowestMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

export type Counts<Name extends string> = Readonly<Record<Name, number>>;

/** One minute of a histogram. */
export type Minute<Name extends string> = Counts<Name> & { readonly atMs: number };

/** Of a source, or of all requests to sources that nobody knows (id `unknown`, no platform). */
export interface SourceHealth extends Counts<PostOutcome>, Latency {
  readonly id: string;
  readonly platform: string | null;
  readonly waits: boolean;
  readonly enabled: boolean;
  /** All of `OUTCOMES`, zeroes included. */
  readonly outcomes: Counts<Outcome>;
  /** From delivery to continuation, of the waits that were continued. */
  readonly continued: Latency & { readonly count: number };
  /** One entry a minute, oldest first, empty minutes included. */
  readonly series: readonly Minute<PostOutcome>[];
}

/** Of Treble or a processor. */
export interface DestinationHealth extends Counts<CallOutcome>, Latency {
  /** `treble`, `photo-check`, `http:api.example.com`, `lambda:my-function`. */
  readonly id: string;
  readonly series: readonly Minute<CallOutcome>[];
}

/** The figures of the last `minutes` whole minutes and the one that has begun, up to `untilMs`. */
export interface StatsReport {
  readonly minutes: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Every source that is not removed, and any other that was posted to. */
  readonly sources: readonly SourceHealth[];
  readonly destinations: readonly DestinationHealth[];
  /** Lines of the access log that could not be read. */
  readonly unreadable: number;
}
