// The data of the console.
import type { BreakerState } from '../core/breaker/breaker-store.ts';
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import type { Source } from '../core/source/source.ts';
import type { StatsReport } from '../core/statistics/report.ts';
import type { OpenWaits } from '../core/wait/open-waits.ts';

/** A part that could not be read is null, and the console says so. */
export interface Overview {
  readonly atMs: number;
  readonly stats: StatsReport | null;
  readonly waits: OpenWaits | null;
  readonly breakers: readonly BreakerState[] | null;
  readonly errorLog: ReadErrorLog | null;
  /** As they are set up. */
  readonly sources: readonly Source[] | null;
  /** What the stack's parameters say for sources without settings of their own. */
  readonly defaults: Defaults;
}

export interface Defaults {
  readonly processor: string;
  readonly deadlineSeconds: number;
}

export interface ReadErrorLog {
  /** All open entries; a lower bound where `more` is set. */
  readonly open: number;
  readonly more: boolean;
  /** The newest open entries; with a filter, those that match. Newest first. */
  readonly entries: readonly ErrorLogEntry[];
  /** With a filter: so many were looked at, and there are more. */
  readonly searchedOnly?: number | undefined;
}
