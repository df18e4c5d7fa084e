// One entry of the statistics: what one writer counted for one source or destination in one minute. Entries never
// change; whoever reads folds them. Later versions read their stored form.
import * as v from 'valibot';
import { timing, timingOf } from './timing.ts';

/**
 * `posts`: requests to a source. `outcomes`: ends of its deliveries. `calls`: to a destination. `unreadable`: lines of
 * the access log that say nothing.
 */
const kind = v.picklist(['posts', 'outcomes', 'calls', 'unreadable']);
export type StatsKind = v.InferOutput<typeof kind>;

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
  /** Who counted: the same again overwrites the entry and never adds to it. */
  readonly writer: string;
  readonly tally: Tally;
}

const tally = v.object({
  counts: v.record(v.string(), v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  timing: v.optional(timing),
});

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

const stored = v.object({ v: v.literal(1), ...tally.entries });

export function printTally({ counts, timing }: Tally): string {
  return JSON.stringify({ v: 1, counts, timing } satisfies v.InferInput<typeof stored>);
}

/** @throws {v.ValiError} for what is no tally of this version. */
export function parseTally(text: string): Tally {
  const { counts, timing } = v.parse(stored, JSON.parse(text));
  return { counts, ...(timing && { timing }) };
}
