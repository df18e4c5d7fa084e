import type { StatsReport } from './report.ts';
import type { StatsRecord } from './stats-entry.ts';

/** Writes records. A record that exists already, by the same writer, is overwritten and counts once. */
export interface StatsStore {
  /** @throws when it could not be written; it may be, all the same. */
  write(record: StatsRecord, signal?: AbortSignal): Promise<void>;
}

/** Merges the records of past minutes, so that reading costs by the minute and not by the webhook. It changes no figure. */
export interface StatsCompaction {
  /**
   * For a record that was written long after its minute: merges its minute anew if it was merged before.
   * @throws when that failed: the record is not counted until it is merged.
   */
  mergeLate(minuteMs: number): Promise<void>;
  /**
   * Merges what has ended and is not yet merged.
   * @throws when that failed. Everything is counted all the same.
   */
  mergeEnded(): Promise<void>;
}

/** What the console and the command line read. Each is bounded in time and size. */
export interface StatsReader {
  read(query: StatsQuery): Promise<StatsReport>;
}

export interface StatsQuery {
  readonly minutes: number;
  /** Minutes of one bar of the histograms, a divisor of a day's; 1 unless given. */
  readonly stepMinutes?: number;
  /** Only this source. */
  readonly source?: string;
}
