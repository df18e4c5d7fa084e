// Reads the entries of the error log that a view asks for: the newest open ones, or those that match its filter. A search
// finds entries that were replayed or dismissed too: what became of this delivery?
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import type { ErrorLogReader } from '../core/error-log/error-log.ts';
import type { ReadErrorLog } from './overview-parts.ts';
import { type EntryFilter, isFiltered } from './view.ts';

/** Entries that are read to be shown in groups; about 0.4 KB each. */
const MOST_READ = 1_000;

/** Entries that a filter looks at. DynamoDB has no index for it. */
export const MOST_SEARCHED = 10_000;

/** A shorter text matches only whole ids. */
const SHORTEST_BEGINNING = 6;

export async function readErrorLog(filter: EntryFilter, log: ErrorLogReader): Promise<ReadErrorLog> {
  if (!isFiltered(filter)) {
    const { open, more, newest } = await log.newest(MOST_READ);
    return { open, more, entries: newest };
  }
  const [{ open, more }, found] = await Promise.all([log.newest(0), find(filter, log)]);
  return { open, more, ...found };
}

async function find({ source, reason, search }: EntryFilter, log: ErrorLogReader) {
  const entries: ErrorLogEntry[] = [];
  let looked = 0;
  for await (const entry of log.search({ all: search !== undefined })) {
    if (looked === MOST_SEARCHED) return { entries, searchedOnly: MOST_SEARCHED };
    looked += 1;
    const matches =
      (source === undefined || entry.source === source) &&
      (reason === undefined || entry.reason === reason) &&
      (search === undefined || isNamed(entry, search));
    if (matches && entries.length < MOST_READ) entries.push(entry);
  }
  return { entries };
}

/** `#work` or `#update` behind a delivery id may be left out. */
export function isNamed({ id, deliveryId, conversation }: ErrorLogEntry, text: string): boolean {
  const names = [id, deliveryId, conversation ?? ''];
  if (names.includes(text)) return true;
  return text.length >= SHORTEST_BEGINNING && names.some((name) => name.startsWith(text));
}
