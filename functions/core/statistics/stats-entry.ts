// What is counted: entries, each of one source or destination in one minute, and the records that writers store. A record never
// changes after its minute; whoever reads adds records up. Later versions read their stored form.
import * as v from 'valibot';
import { mergeTimings, timing, timingOf } from './timing.ts';

/**
 * `posts`: requests to a source. `outcomes`: ends of its deliveries. `confirmations`: of its answers.
 * `calls`: to a destination. `unreadable`: lines of the access log that say nothing.
 */
const kind = v.picklist(['posts', 'outcomes', 'confirmations', 'calls', 'unreadable']);
export type StatsKind = v.InferOutput<typeof kind>;

export const statsKinds = kind.options;

/** @throws {v.ValiError} for anything else. */
export const statsKind = (text: unknown): StatsKind => v.parse(kind, text);

/** The id for posts to unknown sources; no source can have this name. */
export const UNKNOWN_SOURCE = 'unknown';

export interface StatsEntry {
  readonly kind: StatsKind;
  /** The source or destination; empty for unreadable lines. */
  readonly id: string;
  /** Start of the minute, in ms since 1970. */
  readonly minuteMs: number;
  readonly tally: Tally;
}

/** What one writer counted: one invocation, several of one instance within a minute, or a batch of the access log. */
export interface StatsRecord {
  /** Where the record stands: the minute of its newest entry. */
  readonly minuteMs: number;
  /** The same writer again, in the same minute, overwrites the record and never adds to it. */
  readonly writer: string;
  readonly entries: readonly StatsEntry[];
}

export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const counts = v.record(v.string(), whole);
export const tally = v.object({ counts, timing: v.optional(timing) });

export type Tally = Readonly<v.InferOutput<typeof tally>>;

export const MINUTE_MS = 60_000;

export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** Something that happened, and how long it took where that was measured. */
export interface Observation {
  readonly name: string;
  readonly tookMs?: number | undefined;
}

export function tallyOf(happenings: readonly Observation[]): Tally {
  const counts: Record<string, number> = {};
  for (const { name } of happenings) counts[name] = (counts[name] ?? 0) + 1;
  const measured = timingOf(happenings.flatMap(({ tookMs }) => tookMs ?? []));
  return { counts, ...(measured && { timing: measured }) };
}

/** One entry for each kind, id and minute. */
export function mergeEntries(entries: Iterable<StatsEntry>): StatsEntry[] {
  const merged = new Map<string, StatsEntry>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.kind, entry.id, entry.minuteMs]);
    const before = merged.get(key);
    merged.set(key, before ? { ...entry, tally: mergeTallies(before.tally, entry.tally) } : entry);
  }
  return [...merged.values()];
}

function mergeTallies(a: Tally, b: Tally): Tally {
  const counts = { ...a.counts };
  for (const [name, count] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + count;
  const measured = mergeTimings(a.timing, b.timing);
  return { counts, ...(measured && { timing: measured }) };
}

/** With its keys, an item with so long a text costs one write unit. */
export const SMALL_RECORD_CHARACTERS = 850;

/** Short, because a write costs by the kilobyte. */
export function printEntries(entries: readonly StatsEntry[], minuteMs: number): string {
  const byKind: Partial<Record<StatsKind, unknown[]>> = {};
  for (const { kind, id, minuteMs: atMs, tally } of entries) {
    const rows = byKind[kind] ?? [];
    byKind[kind] = rows;
    const row = [id, (atMs - minuteMs) / MINUTE_MS, tally.counts];
    rows.push(tally.timing ? [...row, printTiming(tally.timing)] : row);
  }
  return JSON.stringify({ v: 2, ...byKind });
}

const printTiming = ({ count, sumMs, minMs, maxMs, bins }: v.InferOutput<typeof timing>) => [
  ...[count, sumMs, minMs, maxMs],
  ...bins.flat(),
];
