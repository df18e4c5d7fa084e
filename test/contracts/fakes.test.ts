// The fakes keep the same contracts as the adapters.

import { makeWorld } from '../world.ts';
import { memoryAttempts } from './attempt-counter.fake.ts';
import { attemptCounterContract } from './attempt-counter.ts';
import { backlogStoreContract } from './backlog-store.ts';
import { breakerStoreContract } from './breaker-store.ts';
import { conversationMemoryContract } from './conversation-memory.ts';
import { deliveryCopiesContract } from './delivery-copies.ts';
import { dueListContract } from './due-list.ts';
import { memoryErrorLog } from './error-log.fake.ts';
import { errorLogContract } from './error-log.ts';
import { openWaitsContract } from './open-waits.ts';
import { queuesContract } from './queues.ts';
import { memoryRunLease } from './run-lease.fake.ts';
import { runLeaseContract } from './run-lease.ts';
import { memorySessions } from './session-store.fake.ts';
import { sessionStoreContract } from './session-store.ts';
import { sessionsTable } from './sessions-table.fake.ts';
import { memoryStats } from './stats.fake.ts';
import { statsContract } from './stats.ts';
import { virtualClock } from './virtual-clock.ts';

const retentionMs = 7 * 24 * 3600_000;

async function openTable(tellsCurrent = true) {
  const clock = virtualClock();
  const table = sessionsTable();
  const sessions = memorySessions({ table, clock, retentionMs, tellsCurrent });
  return { ...makeWorld({ clock, table, sessions }), retentionMs, tellsCurrent };
}

sessionStoreContract('the session store', () => openTable());
sessionStoreContract('the session store when a conflict has no current version', () => openTable(false));
dueListContract('the due list', () => openTable());
deliveryCopiesContract('the delivery copies', () => openTable());
backlogStoreContract('the backlogs', () => openTable());
openWaitsContract('the open waits', () => openTable());
conversationMemoryContract('the memory of conversations', async () => makeWorld().memory);

breakerStoreContract('the breakers', async () => {
  const { breakers, clock } = makeWorld();
  return { breakers, list: breakers, clock };
});

attemptCounterContract('the attempt counter', async () => memoryAttempts());

runLeaseContract("the lease of the sweeper's run", async () => memoryRunLease());

errorLogContract('the error log', async () => {
  const clock = virtualClock();
  const errorLog = memoryErrorLog({ clock, retentionMs });
  return {
    clock,
    retentionMs,
    writer: errorLog,
    reader: errorLog,
    entries: errorLog,
    read: async (id) => errorLog.entries.get(id),
    erase: async (id) => errorLog.erase(id),
  };
});

statsContract('the statistics', async (sources) => {
  const clock = virtualClock();
  const stats = memoryStats({ clock, retentionMs, sources });
  return { clock, retentionMs, store: stats, compaction: () => stats, reader: stats };
});

queuesContract('the queues', async () => {
  const { queues, queue, redelivery, deadLetters } = makeWorld();
  return {
    queue,
    redelivery,
    deadLetters,
    receive: async (queue) => queues.main[queue].receive(10),
    remove: async (queue, handle) => queues.main[queue].remove(handle),
    bury: async (queue, body, id) => queues.deadLetters[queue].send({ body, group: id, deduplicationId: id }),
  };
});
