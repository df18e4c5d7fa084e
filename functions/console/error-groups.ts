// Entries of the error log with one cause belong together: the same reason at the same source, and the same effect of a
// replay. The largest group comes first.
import { type ErrorLogEntry, isOpen, isUpdateEntry } from '../core/error-log/entry.ts';

export interface EntryGroup {
  readonly reason: string;
  readonly source: string | undefined;
  /** Newest first. At least one. */
  readonly entries: readonly ErrorLogEntry[];
  /** They can be replayed and dismissed. */
  readonly open: boolean;
}

export function groupEntries(entries: readonly ErrorLogEntry[]): EntryGroup[] {
  const groups = Map.groupBy(entries, (entry) =>
    JSON.stringify([entry.reason, entry.source, entry.waits, isUpdateEntry(entry.id), isOpen(entry)]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first
        ? [{ reason: first.reason, source: first.source, entries: group, open: isOpen(first) }]
        : [];
    })
    .sort((a, b) => Number(b.open) - Number(a.open) || b.entries.length - a.entries.length);
}
