// The fake of the list of open waits.

import type { OpenWait, OpenWaitList } from '../../functions/core/wait/open-waits.ts';
import { openWaitsOf } from '../../functions/core/wait/open-waits.ts';
import type { Progress } from '../../functions/core/wait/session.ts';
import { type SessionsTable, sessionOfRow } from './sessions-table.fake.ts';

export function memoryOpenWaits(table: SessionsTable): OpenWaitList {
  return {
    async open(query) {
      const waits = [...table].flatMap(([conversation, { dueAtMs, session }]): OpenWait[] => {
        const cycle = session && sessionOfRow(session).cycle;
        const state = session?.state as Progress['state'] | undefined;
        if (dueAtMs === undefined || !cycle || !state) return [];
        if (state === 'continued' || state === 'refused' || state === 'closed') return [];
        const { source, number, receivedAtMs, deadlineAtMs } = cycle;
        return [{ conversation, source, state, cycle: number, receivedAtMs, deadlineAtMs, dueAtMs }];
      });
      return openWaitsOf(waits, false, query);
    },
  };
}
