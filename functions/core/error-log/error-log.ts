import type { ErrorLog, Failure, FailureEntry, ParkedDelivery } from './entry.ts';
import type { ErrorLogFilter } from './filter.ts';

export interface FailureLog {
  /** Writes the entry unless it stands there already. */
  park(failure: Failure): Promise<'parked' | 'known'>;
}

/** The entries of the error log one by one, for whoever acts on them. An entry past its expiry is not there. */
export interface FailureEntries {
  load(id: string): Promise<FailureEntry | undefined>;
  /** The right to replay it: `number`, one more than `taken`. False when somebody has it, or took it since. */
  take(id: string, taking: ReplayTaking): Promise<boolean>;
  /** It was not replayed after all. The number is spent. */
  giveBack(id: string, number: number): Promise<void>;
  /** Out of the list of what is open. An entry that has gone meanwhile stays gone. */
  markReplayed(id: string, replay: { readonly atMs: number; readonly by: string }): Promise<void>;
  /** Out of that list too, without a replay. False when it is not open, not there, or taken for a replay just now. */
  dismiss(id: string, dismissal: { readonly atMs: number; readonly by: string }): Promise<boolean>;
}

export interface ReplayTaking {
  readonly number: number;
  readonly nowMs: number;
  readonly untilMs: number;
}

export interface ErrorLogReader {
  /** The newest of those that are open, and how many there are. */
  newest(limit: number): Promise<ErrorLog>;
}

/** All of the error log, newest first, as far as somebody reads on. */
export interface ErrorLogSearch {
  search(filter: ErrorLogFilter): AsyncIterable<ParkedDelivery>;
}
