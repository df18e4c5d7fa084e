// Reads the stored form of entries, which `printEntries` writes, and that of the first version.
import * as v from 'valibot';
import { BIN_COUNT } from './latency-bins.ts';
import { MINUTE_MS, type StatsEntry, statsKinds, type Tally, tally } from './stats-entry.ts';
import type { Timing } from './timing.ts';

// Checked by hand: a week of a busy deployment is some hundred thousand entries, and a schema of each number takes a
// hundred times as long.
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Count, sum, minimum, maximum in ms, then bin and count in turn. */
function isStoredTiming(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length < 4 || value.length % 2 !== 0) return false;
  if (!value.every(isCount) || value[0] === 0) return false;
  for (let at = 4; at < value.length; at += 2) {
    if ((value[at] ?? 0) >= BIN_COUNT || value[at + 1] === 0) return false;
  }
  return true;
}

function isCounts(value: unknown): value is Tally['counts'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isCount);
}

function timingOfStored([count = 0, sumMs = 0, minMs = 0, maxMs = 0, ...bins]: readonly number[]): Timing {
  const pairs = Array.from({ length: bins.length / 2 }, (_, at): [number, number] => [
    bins[2 * at] ?? 0,
    bins[2 * at + 1] ?? 0,
  ]);
  return { count, sumMs, minMs, maxMs, bins: pairs };
}

/** Id, minutes after the record's own (negative: before), counts, timing. */
const storedEntry = v.tuple([
  v.string(),
  v.pipe(v.number(), v.safeInteger()),
  v.custom<Tally['counts']>(isCounts),
  v.optional(v.pipe(v.custom<readonly number[]>(isStoredTiming), v.transform(timingOfStored))),
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
