// What people look at: the figures of the last minutes, what waits, what is paused, what was parked. The console
// draws it and the command line prints it; both read the same. No body, name, phone number or session id is in it.
import type { Platform } from './source.ts';

/** What becomes of a POST to a source: 2xx up to `SlowMs`, 2xx that took longer, 5xx, 4xx. */
export const POST_RESULTS = ['success', 'slow', 'error', 'rejected'] as const;

/** What becomes of a call to a destination; `deferred`: its breaker was open, so none was made. */
export const CALL_RESULTS = ['success', 'slow', 'error', 'deferred'] as const;

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

export type PostResult = (typeof POST_RESULTS)[number];
export type CallResult = (typeof CALL_RESULTS)[number];
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
export interface SourceHealth extends Counts<PostResult>, Latency {
  readonly id: string;
  readonly platform: Platform | null;
  readonly waits: boolean;
  readonly enabled: boolean;
  /** All of `OUTCOMES`, zeroes included. */
  readonly outcomes: Counts<Outcome>;
  /** From delivery to continuation, of the waits that were continued. */
  readonly continued: Latency & { readonly count: number };
  /** One entry a minute, oldest first, empty minutes included. */
  readonly series: readonly Minute<PostResult>[];
}

/** Of Treble or a processor. */
export interface DestinationHealth extends Counts<CallResult>, Latency {
  /** `treble`, `photo-check`, `http:api.example.com`, `lambda:my-function`. */
  readonly id: string;
  readonly series: readonly Minute<CallResult>[];
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

export interface OpenWait {
  /** The conversation's reference. */
  readonly conversation: string;
  readonly source: string;
  readonly state: 'waiting' | 'processing' | 'delegated' | 'decided' | 'sending';
  readonly cycle: number;
  readonly receivedAtMs: number;
  readonly deadlineAtMs: number;
  /** When somebody looks at it next; for `decided`: when the next call to Treble is due. */
  readonly dueAtMs: number;
}

export interface OpenWaits {
  /** How many there are; a lower bound where `more` is set. */
  readonly count: number;
  readonly more: boolean;
  /** Of all that were counted, not of the oldest alone. */
  readonly late: LateWaits;
  /** Oldest first, as many as were asked for. */
  readonly oldest: readonly OpenWait[];
}

/** Waits past their deadline: those that nobody has decided, and those whose decision Treble has not taken yet. */
export interface LateWaits {
  readonly undecided: number;
  readonly decided: number;
}

export interface BreakerState {
  readonly destination: string;
  /** `open`: nothing is called before `untilMs`. `probing`: single calls, to see whether it is back. */
  readonly state: 'open' | 'probing';
  readonly untilMs: number;
  readonly failures: number;
}

export interface ParkedDelivery {
  readonly id: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly parkedAtMs: number;
  readonly attempts: number;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  /** Its wait: the conversation has gone on without it, so a replay must be forced. */
  readonly waits: boolean;
  /** Times it was replayed, and last when and by whom. */
  readonly replays: number;
  readonly replayedAtMs?: number;
  readonly replayedBy?: string;
  /** When and by whom it was said that there is nothing to do about it. */
  readonly dismissedAtMs?: number;
  readonly dismissedBy?: string;
}

export interface ErrorLog {
  /** Entries that nobody has replayed or dismissed; a lower bound where `more` is set. */
  readonly open: number;
  readonly more: boolean;
  /** Newest first. */
  readonly newest: readonly ParkedDelivery[];
}

/** Everything that the console shows. A part that could not be read is null, and said to be so. */
export interface Overview {
  readonly atMs: number;
  readonly stats: StatsReport | null;
  readonly waits: OpenWaits | null;
  readonly breakers: readonly BreakerState[] | null;
  readonly errorLog: ErrorLog | null;
}
