// Reads the statistics of a window and adds them up as they come, with the sources as they are set up: merged blocks of
// minutes, and the records of blocks that are not merged, which are those of the last minutes.

import type { Clock } from '../../runtime/clock.ts';
import { STATISTICS } from '../policy.ts';
import type { SourceStore } from '../source/source-store.ts';
import {
  HOUR_MS,
  hourStart,
  type MinuteRange,
  mergedBlocks,
  readItem,
  type StatsTable,
  visitRecords,
} from './dynamodb-stats-queries.ts';
import { BLOCK_MS, blockOf, blocksOf } from './stats-block.ts';
import { MINUTE_MS, minuteOf, type StatsEntry } from './stats-entry.ts';
import { statsFold } from './stats-fold.ts';
import type { StatsReader } from './stats-store.ts';
import { windowOf } from './stats-window.ts';

export interface StatsReaderOptions extends StatsTable {
  readonly sources: Pick<SourceStore, 'read'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The patience of who asks. */
  readonly readMs?: number;
}

/** Hours that are read at once: a week is 168 of them, and an hour takes one or two requests after the other. */
const HOURS_AT_ONCE = 8;

/** @throws when the table or the settings cannot be read within `readMs`. */
export function dynamoDbStatsReader({
  sources,
  clock,
  readMs = STATISTICS.readMs,
  ...table
}: StatsReaderOptions): StatsReader {
  return {
    async read({ minutes, stepMinutes, source }) {
      const signal = AbortSignal.timeout(readMs);
      const nowMs = clock.nowMs();
      const window = windowOf(minutes, nowMs, stepMinutes);
      const fold = statsFold(window);
      const add = (entries: readonly StatsEntry[]) => {
        for (const entry of entries) fold.add(entry);
      };
      const settings = sources.read(signal);
      // Its failure is told when it is asked for, below.
      settings.catch(() => undefined);
      const hours = hoursOf(window).values();
      const readHours = async () => {
        for (const hour of hours) await visitHour(table, hour, { nowMs, signal }, add);
      };
      await Promise.all(Array.from({ length: HOURS_AT_ONCE }, readHours));
      return fold.report((await settings).sources, source);
    },
  };
}

/** Merged blocks, and the records of what is in none. */
async function visitHour(
  table: StatsTable,
  hour: MinuteRange,
  options: { readonly nowMs: number; readonly signal: AbortSignal },
  visit: (entries: readonly StatsEntry[]) => void,
): Promise<void> {
  const wholeBlocks = { ...hour, fromMs: blockOf(hour.fromMs) };
  const merged = await mergedBlocks(table, wholeBlocks, options);
  for (const item of merged.values()) visit(readItem(item));
  for (const range of rangesWithout(merged, hour)) await visitRecords(table, range, options, visit);
}

/** The part of each hour that a window touches. */
function hoursOf({ fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }): MinuteRange[] {
  const hours: MinuteRange[] = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs = hourStart(atMs) + HOUR_MS) {
    const lastMs = hourStart(atMs) + HOUR_MS - MINUTE_MS;
    hours.push({ fromMs: atMs, toMs: Math.min(lastMs, minuteOf(untilMs)) });
  }
  return hours;
}

/** What of the range is in no merged block, as few ranges as possible. */
function rangesWithout(merged: ReadonlyMap<number, unknown>, range: MinuteRange): MinuteRange[] {
  const ranges: MinuteRange[] = [];
  for (const blockMs of blocksOf({ fromMs: range.fromMs, untilMs: range.toMs })) {
    if (merged.has(blockMs)) continue;
    const last = ranges.at(-1);
    const fromMs = Math.max(blockMs, range.fromMs);
    const toMs = Math.min(blockMs + BLOCK_MS - MINUTE_MS, range.toMs);
    if (last && last.toMs + MINUTE_MS === fromMs) ranges[ranges.length - 1] = { ...last, toMs };
    else ranges.push({ fromMs, toMs });
  }
  return ranges;
}
