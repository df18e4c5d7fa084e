import type { StatsReport } from './report.ts';
import type { StatsEntry } from './stats-entry.ts';

/** Writes entries. An entry that exists already, by the same writer, is overwritten and counts once. */
export interface StatsStore {
  /** @throws when any of them could not be written; the others may be. */
  write(entries: readonly StatsEntry[], signal?: AbortSignal): Promise<void>;
}

/** What the console and the command line read. Each is bounded in time and size. */
export interface StatsReader {
  read(query: { readonly minutes: number; readonly source?: string }): Promise<StatsReport>;
}
