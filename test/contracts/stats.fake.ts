// The fake of the statistics: entries by kind, id, minute and writer, and the report of them.
import { type Source, withFirstSources } from '../../functions/core/source/source.ts';
import type { StatsEntry } from '../../functions/core/statistics/stats-entry.ts';
import { statsFold } from '../../functions/core/statistics/stats-fold.ts';
import type { StatsReader, StatsStore } from '../../functions/core/statistics/stats-store.ts';
import { windowOf } from '../../functions/core/statistics/stats-window.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface MemoryStats extends StatsStore, StatsReader {
  readonly entries: readonly StatsEntry[];
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
  const entries = new Map<string, StatsEntry>();
  return {
    get entries() {
      return [...entries.values()];
    },
    async write(written, signal) {
      signal?.throwIfAborted();
      for (const entry of written) {
        const { kind, id, minuteMs, writer } = entry;
        entries.set(JSON.stringify([kind, id, minuteMs, writer]), entry);
      }
    },
    async read({ minutes, source }) {
      const fold = statsFold(windowOf(minutes, clock.nowMs()));
      for (const entry of entries.values()) {
        if (entry.minuteMs + retentionMs > clock.nowMs()) fold.add(entry);
      }
      return fold.report(withFirstSources(FIRST_SOURCES, sources), source);
    },
  };
}
