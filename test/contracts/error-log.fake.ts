// The fake of the error log: writer, reader and entries in one.

import { type ErrorLogEntry, isOpen, type NewEntry } from '../../functions/core/error-log/entry.ts';
import type {
  ErrorLogEntries,
  ErrorLogReader,
  ErrorLogWriter,
} from '../../functions/core/error-log/error-log.ts';
import { type ErrorLogFilter, matches } from '../../functions/core/error-log/filter.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface MemoryErrorLog extends ErrorLogWriter, ErrorLogEntries, ErrorLogReader {
  /** By id, as they were added. */
  readonly entries: ReadonlyMap<string, NewEntry>;
  /** What an erasure does. */
  erase(id: string): void;
}

export interface MemoryErrorLogOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly retentionMs: number;
}

interface Since
  extends Pick<ErrorLogEntry, 'replays' | 'replayedAtMs' | 'replayedBy' | 'dismissedAtMs' | 'dismissedBy'> {
  readonly replaysBegun: number;
  readonly replayUntilMs: number;
}

const NOTHING: Since = { replaysBegun: 0, replays: 0, replayUntilMs: 0 };

export function memoryErrorLog(
  { clock, retentionMs }: MemoryErrorLogOptions = { clock: { nowMs: () => 0 }, retentionMs: Infinity },
): MemoryErrorLog {
  const entries = new Map<string, NewEntry>();
  const happened = new Map<string, Since>();
  const since = (id: string) => happened.get(id) ?? NOTHING;
  const isThere = ({ parkedAtMs }: NewEntry) => parkedAtMs + retentionMs > clock.nowMs();

  function list(filter: ErrorLogFilter): ErrorLogEntry[] {
    const listed = [...entries.values()].filter(isThere).map((entry): ErrorLogEntry => {
      const { job: _job, contacts: _contacts, ...shown } = entry;
      const { replaysBegun: _begun, replayUntilMs: _until, ...what } = since(entry.id);
      return { ...shown, ...what };
    });
    return listed.filter((one) => matches(one, filter)).sort((a, b) => b.parkedAtMs - a.parkedAtMs);
  }

  return {
    entries,
    erase: (id) => entries.delete(id),

    async add(entry) {
      if (entries.has(entry.id)) return 'known';
      entries.set(entry.id, entry);
      return 'added';
    },

    async newest(limit) {
      const open = list({});
      return { open: open.length, more: false, newest: open.slice(0, limit) };
    },

    async *search(filter) {
      yield* list(filter);
    },

    async load(id) {
      const entry = entries.get(id);
      if (!entry || !isThere(entry)) return undefined;
      const { replayUntilMs: _until, ...what } = since(id);
      return { ...entry, ...what };
    },

    async beginReplay(id, { number, nowMs, untilMs }) {
      const known = since(id);
      if (!entries.has(id) || known.replaysBegun !== number - 1 || known.replayUntilMs > nowMs) return false;
      happened.set(id, { ...known, replaysBegun: number, replayUntilMs: untilMs });
      return true;
    },

    async cancelReplay(id, number) {
      const known = since(id);
      if (known.replaysBegun === number) happened.set(id, { ...known, replayUntilMs: 0 });
    },

    async markReplayed(id, { atMs, by }) {
      if (!entries.has(id)) return;
      const known = since(id);
      const replays = known.replays + 1;
      happened.set(id, { ...known, replayUntilMs: 0, replays, replayedAtMs: atMs, replayedBy: by });
    },

    async dismiss(id, { atMs, by }) {
      const entry = entries.get(id);
      const known = since(id);
      if (!entry || !isThere(entry) || !isOpen(known) || known.replayUntilMs > atMs) return false;
      happened.set(id, { ...known, dismissedAtMs: atMs, dismissedBy: by });
      return true;
    },
  };
}
