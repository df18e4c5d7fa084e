// The error log's twin, which a test can read: written, listed, replayed and dismissed in one.

import type { Failure, FailureEntry, ParkedDelivery } from '../../functions/core/error-log/entry.ts';
import type {
  ErrorLogReader,
  ErrorLogSearch,
  FailureEntries,
  FailureLog,
} from '../../functions/core/error-log/error-log.ts';
import { type ErrorLogFilter, isOpen, matches } from '../../functions/core/error-log/filter.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface MemoryFailureLog extends FailureLog, FailureEntries, ErrorLogReader, ErrorLogSearch {
  /** By id. */
  readonly entries: ReadonlyMap<string, Failure>;
  /** As if somebody had erased it. */
  erase(id: string): void;
}

export interface MemoryFailureOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly retentionMs: number;
}

interface Done
  extends Pick<
    FailureEntry,
    'taken' | 'replays' | 'replayedAtMs' | 'replayedBy' | 'dismissedAtMs' | 'dismissedBy'
  > {
  readonly takenUntilMs: number;
}

const NOTHING: Done = { taken: 0, replays: 0, takenUntilMs: 0 };

export function memoryFailures(
  { clock, retentionMs }: MemoryFailureOptions = { clock: { nowMs: () => 0 }, retentionMs: Infinity },
): MemoryFailureLog {
  const entries = new Map<string, Failure>();
  const done = new Map<string, Done>();
  const isThere = ({ parkedAtMs }: Failure) => parkedAtMs + retentionMs > clock.nowMs();

  function list(filter: ErrorLogFilter): ParkedDelivery[] {
    const parked = [...entries.values()].filter(isThere).map((failure): ParkedDelivery => {
      const { job: _job, waits = false, ...shown } = failure;
      const { taken: _taken, takenUntilMs: _until, ...what } = done.get(failure.id) ?? NOTHING;
      return { ...shown, waits, ...what };
    });
    return parked.filter((one) => matches(one, filter)).sort((a, b) => b.parkedAtMs - a.parkedAtMs);
  }

  return {
    entries,
    erase: (id) => entries.delete(id),

    async park(failure) {
      if (entries.has(failure.id)) return 'known';
      entries.set(failure.id, failure);
      return 'parked';
    },

    async newest(limit) {
      const open = list({});
      return { open: open.length, more: false, newest: open.slice(0, limit) };
    },

    async *search(filter) {
      yield* list(filter);
    },

    async load(id) {
      const failure = entries.get(id);
      if (!failure || !isThere(failure)) return undefined;
      const { takenUntilMs: _until, ...known } = done.get(id) ?? NOTHING;
      return { ...failure, waits: failure.waits ?? false, ...known };
    },

    async take(id, { number, nowMs, untilMs }) {
      const known = done.get(id) ?? NOTHING;
      if (!entries.has(id) || known.taken !== number - 1 || known.takenUntilMs > nowMs) return false;
      done.set(id, { ...known, taken: number, takenUntilMs: untilMs });
      return true;
    },

    async giveBack(id, number) {
      const known = done.get(id);
      if (known?.taken === number) done.set(id, { ...known, takenUntilMs: 0 });
    },

    async markReplayed(id, { atMs, by }) {
      if (!entries.has(id)) return;
      const known = done.get(id) ?? NOTHING;
      done.set(id, {
        ...known,
        takenUntilMs: 0,
        replays: known.replays + 1,
        replayedAtMs: atMs,
        replayedBy: by,
      });
    },

    async dismiss(id, { atMs, by }) {
      const failure = entries.get(id);
      const known = done.get(id) ?? NOTHING;
      if (!failure || !isThere(failure) || !isOpen(known) || known.takenUntilMs > atMs) return false;
      done.set(id, { ...known, dismissedAtMs: atMs, dismissedBy: by });
      return true;
    },
  };
}
