// The data of the console.
import type { BreakerState } from '../core/breaker/breaker-store.ts';
import type { OpenEntries } from '../core/error-log/error-log.ts';
import type { StatsReport } from '../core/statistics/report.ts';
import type { OpenWaits } from '../core/wait/open-waits.ts';

/** A part that could not be read is null, and the console says so. */
export interface Overview {
  readonly atMs: number;
  readonly stats: StatsReport | null;
  readonly waits: OpenWaits | null;
  readonly breakers: readonly BreakerState[] | null;
  readonly errorLog: OpenEntries | null;
}
