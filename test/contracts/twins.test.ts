// The twins keep the contracts that the adapters keep, so a test that uses them tells something.

import { memoryAttempts } from '../twins/attempt-counter.ts';
import { memoryBreakers } from '../twins/breaker.ts';
import { memoryDeadLetters } from '../twins/dead-letters.ts';
import { memoryCopies } from '../twins/delivery-copies.ts';
import { memoryDueList } from '../twins/due-list.ts';
import { memoryFailures } from '../twins/failure-log.ts';
import { memoryJobQueue } from '../twins/job-queue.ts';
import { memoryOpenWaits } from '../twins/open-waits.ts';
import { memoryQueues } from '../twins/queues.ts';
import { memoryRedelivery } from '../twins/redelivery.ts';
import { memorySessions } from '../twins/session-store.ts';
import { sessionsTable } from '../twins/sessions-table.ts';
import { memoryStats } from '../twins/stats.ts';
import { SOME_DAY_MS, virtualClock } from '../twins/virtual-clock.ts';
import { attemptCounterContract } from './attempt-counter.ts';
import { breakerStoreContract } from './breaker-store.ts';
import { deliveryCopiesContract } from './delivery-copies.ts';
import { dueListContract } from './due-list.ts';
import { errorLogContract } from './error-log.ts';
import { failureLogContract } from './failure-log.ts';
import { openWaitsContract } from './open-waits.ts';
import { queuesContract } from './queues.ts';
import { sessionStoreContract } from './session-store.ts';
import { statsContract } from './stats.ts';

const retentionMs = 7 * 24 * 3600_000;

async function openTable(tellsCurrent = true) {
  const clock = virtualClock(SOME_DAY_MS);
  const table = sessionsTable();
  return {
    clock,
    retentionMs,
    tellsCurrent,
    sessions: memorySessions({ table, clock, retentionMs, tellsCurrent }),
    due: memoryDueList(table),
    copies: memoryCopies(table, clock),
    openWaits: memoryOpenWaits(table),
  };
}

sessionStoreContract('the session store', () => openTable());
sessionStoreContract('the session store when conflicts tell nothing', () => openTable(false));
dueListContract('the due list', () => openTable());
deliveryCopiesContract('the delivery copies', () => openTable());
openWaitsContract('the open waits', () => openTable());

breakerStoreContract('the breakers', async () => {
  const clock = virtualClock(SOME_DAY_MS);
  const breakers = memoryBreakers(clock);
  return { breakers, list: breakers, clock };
});

attemptCounterContract('the attempt counter', async () => memoryAttempts());

failureLogContract('the error log', async () => {
  const failures = memoryFailures();
  return { failures, read: async (id) => failures.entries.get(id) };
});

errorLogContract('the error log, listed and replayed from', async () => {
  const clock = virtualClock(SOME_DAY_MS);
  const log = memoryFailures({ clock, retentionMs });
  return { clock, retentionMs, failures: log, log, entries: log, erase: async (id) => log.erase(id) };
});

statsContract('the statistics', async (sources) => {
  const clock = virtualClock(SOME_DAY_MS);
  const stats = memoryStats({ clock, retentionMs, sources });
  return { clock, retentionMs, store: stats, reader: stats };
});

queuesContract('the queues', async () => {
  const queues = memoryQueues({ clock: virtualClock(), visibilityMs: 60_000, maxReceiveCount: 100 });
  return {
    queue: memoryJobQueue(queues),
    redelivery: memoryRedelivery(queues),
    deadLetters: memoryDeadLetters(queues),
    receive: async (queue) => queues.main[queue].receive(10),
    remove: async (queue, handle) => queues.main[queue].remove(handle),
    bury: async (queue, body, id) => queues.deadLetters[queue].send({ body, group: id, deduplicationId: id }),
  };
});
