// The list of open waits in memory.

import { openWaitsOf } from '../../functions/shared/domain/open-waits.ts';
import type { OpenWait } from '../../functions/shared/domain/report.ts';
import { parseSession } from '../../functions/shared/domain/session.ts';
import type { OpenWaitList } from '../../functions/shared/ports.ts';
import type { SessionsTable } from './sessions-table.ts';

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
