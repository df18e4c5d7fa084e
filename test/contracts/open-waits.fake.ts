// The fake of the list of open waits.

import type { OpenWait, OpenWaitList } from '../../functions/core/wait/open-waits.ts';
import { openWaitsOf } from '../../functions/core/wait/open-waits.ts';
import { parseSession } from '../../functions/core/wait/session.ts';
import type { SessionsTable } from './sessions-table.fake.ts';

export function memoryOpenWaits(table: SessionsTable): OpenWaitList {
  return {
    async open(query) {
      const waits = [...table].flatMap(([conversation, { dueAtMs, session }]): OpenWait[] => {
        const cycle = session && parseSession(session.doc).cycle;
        const state = cycle?.progress.state;
        if (dueAtMs === undefined || !cycle || !state) return [];
        if (state === 'continued' || state === 'refused' || state === 'closed') return [];
        const { source, number, receivedAtMs, deadlineAtMs } = cycle;
        return [{ conversation, source, state, cycle: number, receivedAtMs, deadlineAtMs, dueAtMs }];
      });
      return openWaitsOf(waits, false, query);
    },
  };
}
