// The fake of the session store. Like the adapter it treats an expired session as absent, but keeps its version.
import { expiresAtMs, listAtMs, needsJob } from '../../functions/core/wait/session.ts';
import type { SessionStore, StoredSession } from '../../functions/core/wait/session-store.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import { type Row, type SessionsTable, sessionOfRow } from './sessions-table.fake.ts';

export interface MemorySessionsOptions {
  readonly table: SessionsTable;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly retentionMs: number;
  /** Whether a conflict returns the stored session; some engines do not. */
  readonly tellsCurrent?: boolean;
}

export function memorySessions(options: MemorySessionsOptions): SessionStore {
  const { table, clock, retentionMs, tellsCurrent = true } = options;

  function read(row: Row | undefined): StoredSession {
    if (!row?.session) return { version: 0 };
    const { session, dueAtMs } = row;
    const { version, expiresAtMs } = session;
    if (expiresAtMs <= clock.nowMs()) return { version };
    return { version, session: sessionOfRow(session), ...(dueAtMs !== undefined && { listedAtMs: dueAtMs }) };
  }

  return {
    async load(ref, signal) {
      signal?.throwIfAborted();
      return read(table.get(ref));
    },

    async save(session, { expectedVersion, listedAtMs, job }, signal) {
      signal?.throwIfAborted();
      const row = table.get(session.ref);
      const stored = row?.session;
      if ((stored?.version ?? 0) !== expectedVersion) {
        return { kind: 'conflict', ...(tellsCurrent && stored && { current: read(row) }) };
      }
      const version = expectedVersion + 1;
      const dueAtMs = listAtMs(session, listedAtMs, clock.nowMs());
      const now = session.cycle?.progress.state;
      const isShown = dueAtMs !== listedAtMs || now !== 'sending';
      const state = isShown ? now : stored?.state;
      const kept = needsJob(session) ? (job ?? stored?.job) : undefined;
      table.set(session.ref, {
        ...(dueAtMs !== undefined && { dueAtMs }),
        session: {
          version,
          doc: JSON.stringify(session),
          ...(state !== undefined && { state }),
          expiresAtMs: expiresAtMs(session, clock.nowMs(), retentionMs),
          ...(kept !== undefined && { job: kept }),
        },
      });
      return { kind: 'saved', version, ...(dueAtMs !== undefined && { listedAtMs: dueAtMs }) };
    },

    async loadJob(ref) {
      return table.get(ref)?.session?.job;
    },
  };
}
