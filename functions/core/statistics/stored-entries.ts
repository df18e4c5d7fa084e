// Reads the stored form of entries, which `printEntries` writes, and that of the first version.
import * as v from 'valibot';
import { counts, MINUTE_MS, type StatsEntry, statsKinds, type Tally, tally, whole } from './stats-entry.ts';
import { timing } from './timing.ts';

/** Count, sum, minimum, maximum in ms, then bin and count in turn. */
const storedTiming = v.pipe(
  v.array(whole),
  v.transform(([count = 0, sumMs = 0, minMs = 0, maxMs = 0, ...bins]) => ({
    ...{ count, sumMs, minMs, maxMs },
    bins: bins.flatMap((bin, at) => (at % 2 === 0 ? [[bin, bins[at + 1] ?? 0]] : [])),
  })),
  timing,
);

/** Id, minutes after the record's own (negative: before), counts, timing. */
const storedEntry = v.tuple([
  v.string(),
  v.pipe(v.number(), v.safeInteger()),
  counts,
  v.optional(storedTiming),
]);

/** By kind. 1 was the form of a single entry, see `parseTally`. */
const stored = v.object({
  v: v.literal(2),
  ...v.entriesFromList(statsKinds, v.optional(v.array(storedEntry), [])),
});

/** @throws {v.ValiError} for what are no entries of this version. */
export function parseEntries(text: string, minuteMs: number): StatsEntry[] {
  const found = v.parse(stored, JSON.parse(text));
  return statsKinds.flatMap((kind) =>
    found[kind].map(([id, minutes, counts, timing]) => ({
      kind,
      id,
      minuteMs: minuteMs + minutes * MINUTE_MS,
      tally: { counts, ...(timing && { timing }) },
    })),
  );
}

const firstStored = v.object({ v: v.literal(1), ...tally.entries });

/**
 * Reads what the first version stored: an item for each entry.
 * @throws {v.ValiError} for anything else.
 */
export function parseTally(text: string): Tally {
  const { counts, timing } = v.parse(firstStored, JSON.parse(text));
  return { counts, ...(timing && { timing }) };
}
