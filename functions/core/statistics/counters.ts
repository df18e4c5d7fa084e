// Counts what one invocation does and writes it at its end, in one write. The invocations of one instance in one minute
// share a record while it is small, so that there are few to read. Counting never fails or delays the work: counts that
// cannot be written within a second are lost, and the log says so.

import { type Clock, wake } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { errorName } from '../../runtime/log.ts';
import { STATISTICS } from '../policy.ts';
import type { CallOutcome, Outcome } from './columns.ts';
import type { ConversationCount } from './conversations.ts';
import {
  mergeEntries,
  minuteOf,
  type Observation,
  printEntries,
  SMALL_RECORD_CHARACTERS,
  type StatsEntry,
  type StatsRecord,
  tallyOf,
} from './stats-entry.ts';
import type { StatsStore } from './stats-store.ts';

export interface InvocationCounters extends Counters {
  /** Awaited before the invocation ends; then counting begins anew. Never throws. */
  write(): Promise<void>;
}

export interface CounterPorts {
  readonly stats: StatsStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Unique: it tells this writer's records from all others. */
  readonly newId: () => string;
}

/** A host's name at its longest, and what stands before it. A table's key takes 1,024 bytes. */
const ID_LENGTH = 300;

/** `slowMs`: up to so long an answered call is a success. */
export function createCounters(
  { stats, clock, log, newId }: CounterPorts,
  slowMs: number,
): InvocationCounters {
  const counted = {
    outcomes: new Map<string, Observation[]>(),
    confirmations: new Map<string, Observation[]>(),
    calls: new Map<string, Observation[]>(),
  };

  function count(kind: keyof typeof counted, id: string, happening: Observation): void {
    const key = id.slice(0, ID_LENGTH);
    const happenings = counted[kind].get(key) ?? [];
    happenings.push(happening);
    counted[kind].set(key, happenings);
  }

  /** The last one written: the next invocation may add to it. */
  let last: StatsRecord | undefined;

  function takeEntries(minuteMs: number): StatsEntry[] {
    return (['outcomes', 'confirmations', 'calls'] as const).flatMap((kind) => {
      const entries = [...counted[kind]];
      counted[kind].clear();
      return entries.map(([id, happenings]) => ({ kind, id, minuteMs, tally: tallyOf(happenings) }));
    });
  }

  function nextRecord(minuteMs: number, counted: readonly StatsEntry[]): StatsRecord {
    if (last?.minuteMs === minuteMs) {
      const entries = mergeEntries([...last.entries, ...counted]);
      const isSmall = printEntries(entries, minuteMs).length <= SMALL_RECORD_CHARACTERS;
      if (isSmall) return { ...last, entries };
    }
    return { minuteMs, writer: newId(), entries: counted };
  }

  return {
    outcome(source, name, continued) {
      count('outcomes', source, { name, tookMs: continued?.afterMs });
      if (continued?.result !== undefined) count('outcomes', source, { name: continued.result });
    },

    confirmed: (source, afterMs) => count('confirmations', source, { name: 'confirmed', tookMs: afterMs }),

    call(destination, result, tookMs) {
      const speed = tookMs !== undefined && tookMs > slowMs ? 'slow' : 'success';
      const names = { answered: speed, refused: 'refused', failed: 'error', deferred: 'deferred' } as const;
      const name: CallOutcome = names[result];
      count('calls', destination, { name, tookMs: result === 'deferred' ? undefined : tookMs });
    },

    async write() {
      const minuteMs = minuteOf(clock.nowMs());
      const counted = takeEntries(minuteMs);
      if (counted.length === 0) return;
      const record = nextRecord(minuteMs, counted);
      // A write that failed may still arrive, and must then not overwrite a later one.
      last = undefined;
      const late = new AbortController();
      const settled = new AbortController();
      const patience = clock.sleep(STATISTICS.writeMs, settled.signal).then(() => {
        if (settled.signal.aborted) return;
        late.abort();
        throw new StatsLateError();
      });
      try {
        await Promise.race([stats.write(record, late.signal), patience]);
        last = record;
      } catch (error) {
        log.write('error', { event: 'stats_error', entries: counted.length, error: errorName(error) });
      } finally {
        wake(settled);
      }
    },
  };
}

class StatsLateError extends Error {
  override readonly name = 'StatsLateError';
}

export interface Continued {
  /** From delivery to continuation. */
  readonly afterMs: number;
  /** With what its customer went on; undefined where the source's settings want nothing to be done. */
  readonly result: ConversationCount | undefined;
}

/** Counts what one invocation did, to be written down at its end. */
export interface Counters {
  /** The end of a delivery. `continued`: of a wait that was continued. */
  outcome(source: string, outcome: Outcome, continued?: Continued): void;
  /** The platform has shown all messages of an answer, so long after the delivery. */
  confirmed(source: string, afterMs: number): void;
  /** `refused`: it is well, and does not take this call. `failed`: no answer, or one that says that it is not well. */
  call(destination: string, result: 'answered' | 'refused' | 'failed' | 'deferred', tookMs?: number): void;
}
