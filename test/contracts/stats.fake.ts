// The fake of the statistics: records by minute and writer, and the report of them. It has nothing to merge.
import { type Source, withFirstSources } from '../../functions/core/source/source.ts';
import type { StatsRecord } from '../../functions/core/statistics/stats-entry.ts';
import { statsFold } from '../../functions/core/statistics/stats-fold.ts';
import type {
  StatsCompaction,
  StatsReader,
  StatsStore,
} from '../../functions/core/statistics/stats-store.ts';
import { windowOf } from '../../functions/core/statistics/stats-window.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface MemoryStats extends StatsStore, StatsReader, StatsCompaction {
  readonly records: readonly StatsRecord[];
}

export interface MemoryStatsOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly retentionMs?: number;
  readonly sources?: readonly Source[];
}

export function memoryStats({
  clock,
  retentionMs = 3600_000,
  sources = [],
}: MemoryStatsOptions): MemoryStats {
  const records = new Map<string, StatsRecord>();
  return {
    get records() {
      return [...records.values()];
    },
    async mergeLate() {},
    async mergeEnded() {},
    async write(record, signal) {
      signal?.throwIfAborted();
      records.set(JSON.stringify([record.minuteMs, record.writer]), record);
    },
    async read({ minutes, stepMinutes, source }) {
      const fold = statsFold(windowOf(minutes, clock.nowMs(), stepMinutes));
      for (const { minuteMs, entries } of records.values()) {
        if (minuteMs + retentionMs > clock.nowMs()) for (const entry of entries) fold.add(entry);
      }
      return fold.report(withFirstSources(FIRST_SOURCES, sources), source);
    },
  };
}
