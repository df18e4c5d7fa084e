// The fake of the due list. It lists the state at the time of the query, because an index is always a little behind.

import { canWaitAMinute, type DueEntry, type DueList } from '../../functions/core/due/due-list.ts';
import { type SessionsTable, sessionOfRow } from './sessions-table.fake.ts';

export function memoryDueList(table: SessionsTable): DueList {
  return {
    async *due({ afterMs = -1, beforeMs, limit }) {
      const entries = [...table].flatMap(([key, { dueAtMs, copy, backlog, session }]): DueEntry[] => {
        if (dueAtMs === undefined || dueAtMs <= afterMs || dueAtMs > beforeMs) return [];
        const cycle = session && sessionOfRow(session).cycle;
        const { receivedAtMs = 0, deadlineAtMs = 0 } = cycle ?? {};
        const listed = { state: session?.state, dueAtMs, receivedAtMs, deadlineAtMs };
        const canWait = canWaitAMinute(listed) && { canWait: true as const };
        if (copy) return [{ key, kind: 'copy', dueAtMs }];
        if (backlog) return [{ key: key.slice('backlog#'.length), kind: 'backlog', dueAtMs }];
        return [{ key, kind: 'session', dueAtMs, ...canWait }];
      });
      yield* entries.sort((a, b) => a.dueAtMs - b.dueAtMs).slice(0, limit);
    },
  };
}
