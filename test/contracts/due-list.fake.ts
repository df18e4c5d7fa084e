// The fake of the due list. It lists the state at the time of the query, because an index is always a little behind.

import type { DueEntry, DueList } from '../../functions/core/due/due-list.ts';
import { WAIT } from '../../functions/core/policy.ts';
import { type SessionsTable, sessionOfRow } from './sessions-table.fake.ts';

export function memoryDueList(table: SessionsTable): DueList {
  return {
    async *due({ afterMs = -1, beforeMs, limit }) {
      const entries = [...table].flatMap(([key, { dueAtMs, copy, backlog, session }]): DueEntry[] => {
        if (dueAtMs === undefined || dueAtMs <= afterMs || dueAtMs > beforeMs) return [];
        const cycle = session && sessionOfRow(session).cycle;
        const isCheck = dueAtMs === (cycle?.receivedAtMs ?? 0) + WAIT.strandedAfterMs;
        const { state } = session ?? {};
        const isLease = state === 'processing' || state === 'sending';
        const canWait = (isLease || (state === 'waiting' && isCheck)) && { canWait: true as const };
        if (copy) return [{ key, kind: 'copy', dueAtMs }];
        if (backlog) return [{ key: key.slice('backlog#'.length), kind: 'backlog', dueAtMs }];
        return [{ key, kind: 'session', dueAtMs, ...canWait }];
      });
      yield* entries.sort((a, b) => a.dueAtMs - b.dueAtMs).slice(0, limit);
    },
  };
}
