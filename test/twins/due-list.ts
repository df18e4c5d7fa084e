// The due list's twin. What it lists is how things stood when it was asked, as an index is always a little behind.
import type { DueList } from '../../functions/shared/ports.ts';
import type { SessionsTable } from './sessions-table.ts';

export function memoryDueList(table: SessionsTable): DueList {
  return {
    async *due({ beforeMs, limit }) {
      const entries = [...table].flatMap(([key, { dueAtMs, copy }]) => {
        if (dueAtMs === undefined || dueAtMs > beforeMs) return [];
        return [{ key, kind: copy ? ('copy' as const) : ('session' as const), dueAtMs }];
      });
      yield* entries.sort((a, b) => a.dueAtMs - b.dueAtMs).slice(0, limit);
    },
  };
}
