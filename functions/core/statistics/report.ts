// The report of the last minutes: sources, destinations, waits. The console draws it and the command line prints it. It holds no
// body, name, phone number or session id.
import type { CallOutcome, Outcome, PostOutcome } from './columns.ts';
import type { Conversations, ReasonCount } from './conversations.ts';

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

/** One bar of a histogram: a minute, or a longer step. */
export type Step<Name extends string> = Counts<Name> & { readonly atMs: number };

/** Of a source, or of all requests to sources that nobody knows (id `unknown`, no platform). */
export interface SourceHealth extends Counts<PostOutcome>, Latency {
  readonly id: string;
  readonly platform: string | null;
  readonly waits: boolean;
  readonly enabled: boolean;
  /** That went on: with a result, or without one. */
  readonly conversations: Conversations;
  /** All of `OUTCOME_COLUMNS`, zeroes included. */
  readonly outcomes: Counts<Outcome>;
  /** From delivery to continuation, of the waits that were continued. */
  readonly continued: Latency & { readonly count: number };
  /** From delivery to the moment when the platform had shown all messages of its answer. */
  readonly confirmed: Latency & { readonly count: number };
  /** One entry a step, oldest first, empty ones included. */
  readonly series: readonly Step<PostOutcome>[];
}

/** Of Treble or a processor. */
export interface DestinationHealth extends Counts<CallOutcome>, Latency {
  /** `treble`, `photo-check`, `http:api.example.com`, `lambda:my-function`. */
  readonly id: string;
  readonly series: readonly Step<CallOutcome>[];
}

export interface AllConversations extends Pick<Conversations, 'withResult' | 'withoutResult'> {
  /** Nobody knows whether the customer has the answer: the platform has shown no sign of it. */
  readonly unconfirmed: number;
  /** By source, the most frequent first. */
  readonly reasons: readonly (ReasonCount & { readonly source: string })[];
}

/** The figures of the last `minutes` whole minutes and the step that has begun, up to `untilMs`. */
export interface StatsReport {
  readonly minutes: number;
  /** Minutes of one entry in a series. */
  readonly stepMinutes: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What customers got, of all sources that are listed here. */
  readonly conversations: AllConversations;
  /** Every source that is not removed, and any other that was posted to. */
  readonly sources: readonly SourceHealth[];
  readonly destinations: readonly DestinationHealth[];
  /** Lines of the access log that could not be read. */
  readonly unreadable: number;
}
