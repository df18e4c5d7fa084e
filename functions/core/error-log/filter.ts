// Which entries of the error log match. A field that is absent matches everything.
import { type ErrorLogEntry, isOpen } from './entry.ts';

export interface ErrorLogFilter {
  /** Also those that were replayed or dismissed. */
  readonly all?: boolean;
  /** Parked then or later. */
  readonly fromMs?: number;
  /** Parked before. */
  readonly beforeMs?: number;
  readonly source?: string;
  readonly reason?: string;
  readonly platform?: string;
  readonly type?: string;
}

export function matches(entry: ErrorLogEntry, filter: ErrorLogFilter): boolean {
  const { all = false, fromMs = -Infinity, beforeMs = Infinity } = filter;
  if (!all && !isOpen(entry)) return false;
  if (entry.parkedAtMs < fromMs || entry.parkedAtMs >= beforeMs) return false;
  return (['source', 'reason', 'platform', 'type'] as const).every(
    (field) => filter[field] === undefined || filter[field] === entry[field],
  );
}
