// The fake of the session store. Like the adapter it treats an expired session as absent, but keeps its version.
import { expiresAtMs, needsJob, nextDueAtMs, parseSession } from '../../functions/core/wait/session.ts';
import type { SessionStore, StoredSession } from '../../functions/core/wait/session-store.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import type { SessionRow, SessionsTable } from './sessions-table.fake.ts';

export interface MemorySessionsOptions {
  readonly table: SessionsTable;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly retentionMs: number;
  /** Whether a conflict returns the stored session; some engines do not. */
  readonly tellsCurrent?: boolean;
}

export function memorySessions(options: MemorySessionsOptions): SessionStore {
  const { table, clock, retentionMs, tellsCurrent = true } = options;

  function read(row: SessionRow | undefined): StoredSession {
    if (!row) return { version: 0 };
    const { version, doc, expiresAtMs } = row;
    return expiresAtMs <= clock.nowMs() ? { version } : { version, session: parseSession(doc) };
  }

  return {
    async load(ref, signal) {
      signal?.throwIfAborted();
      return read(table.get(ref)?.session);
    },

    async save(session, { expectedVersion, job }, signal) {
      signal?.throwIfAborted();
      const stored = table.get(session.ref)?.session;
      if ((stored?.version ?? 0) !== expectedVersion) {
        return { kind: 'conflict', ...(tellsCurrent && stored && { current: read(stored) }) };
      }
      const version = expectedVersion + 1;
      const dueAtMs = nextDueAtMs(session);
      const kept = needsJob(session) ? (job ?? stored?.job) : undefined;
      table.set(session.ref, {
        ...(dueAtMs !== undefined && { dueAtMs }),
        session: {
          version,
          doc: JSON.stringify(session),
          expiresAtMs: expiresAtMs(session, clock.nowMs(), retentionMs),
          ...(kept !== undefined && { job: kept }),
        },
      });
      return { kind: 'saved', version };
    },

    async loadJob(ref) {
      return table.get(ref)?.session?.job;
    },
  };
}
