// The first entries of a search in the error log.
import type { ErrorLogEntry } from '../functions/core/error-log/entry.ts';

/** `more`: there are others behind them. */
export async function firstEntries(
  found: AsyncIterable<ErrorLogEntry>,
  limit: number,
): Promise<{ readonly entries: ErrorLogEntry[]; readonly more: boolean }> {
  const entries: ErrorLogEntry[] = [];
  for await (const entry of found) {
    if (entries.length === limit) return { entries, more: true };
    entries.push(entry);
  }
  return { entries, more: false };
}
