// The ports of the error log. A list never holds a job: who may list entries may not read what people wrote.
import type { ErrorLogEntry, NewEntry } from './entry.ts';
import type { ErrorLogFilter } from './filter.ts';

export interface ErrorLogWriter {
  /** Writes the entry, unless it exists already. */
  add(entry: NewEntry): Promise<'added' | 'known'>;
}

/** Entries one by one. An entry past its expiry is not there. */
export interface ErrorLogEntries {
  /** With its job. */
  load(id: string): Promise<ErrorLogEntry | undefined>;
  /** The right to replay it: `number`, one more than `replaysBegun`. False when another replay has begun. */
  beginReplay(id: string, replay: BegunReplay): Promise<boolean>;
  /** It was not replayed after all. The number is spent. */
  cancelReplay(id: string, number: number): Promise<void>;
  /** Takes it out of the open entries. An entry that is gone stays gone. */
  markReplayed(id: string, replay: { readonly atMs: number; readonly by: string }): Promise<void>;
  /** Takes it out of the open entries without a replay. False when it is not open, gone, or being replayed. */
  dismiss(id: string, dismissal: { readonly atMs: number; readonly by: string }): Promise<boolean>;
}

export interface BegunReplay {
  readonly number: number;
  readonly nowMs: number;
  /** No other replay or dismissal begins before. */
  readonly untilMs: number;
}

export interface ErrorLogReader {
  /** The newest of the open entries, and how many there are. */
  newest(limit: number): Promise<OpenEntries>;
  /** All that match, newest first, as far as the caller reads on. */
  search(filter: ErrorLogFilter): AsyncIterable<ErrorLogEntry>;
}

export interface OpenEntries {
  /** How many are open; a lower bound where `more` is set. */
  readonly open: number;
  readonly more: boolean;
  /** Newest first. */
  readonly newest: readonly ErrorLogEntry[];
}
