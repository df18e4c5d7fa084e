// The adapters on DynamoDB keep the contracts, on an embedded engine.

import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoDbBacklogs } from '../../functions/core/backlog/dynamodb-backlogs.ts';
import { dynamoDbBreakerList, dynamoDbBreakers } from '../../functions/core/breaker/dynamodb-breakers.ts';
import { dynamoDbAttempts } from '../../functions/core/delivery/dynamodb-attempt-counter.ts';
import { dynamoDbCopies } from '../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { dynamoDbDueList } from '../../functions/core/due/dynamodb-due-list.ts';
import { dynamoDbErrorLogEntries } from '../../functions/core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbErrorLogReader } from '../../functions/core/error-log/dynamodb-error-log-reader.ts';
import { dynamoDbErrorLogWriter } from '../../functions/core/error-log/dynamodb-error-log-writer.ts';
import type { NewEntry } from '../../functions/core/error-log/entry.ts';
import { dynamoDbStatsCompaction } from '../../functions/core/statistics/dynamodb-stats-compaction.ts';
import { dynamoDbStatsReader } from '../../functions/core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbStats } from '../../functions/core/statistics/dynamodb-stats-store.ts';
import { dynamoDbConversationMemory } from '../../functions/core/wait/dynamodb-conversation-memory.ts';
import { dynamoDbOpenWaits } from '../../functions/core/wait/dynamodb-open-waits.ts';
import { dynamoDbSessions } from '../../functions/core/wait/dynamodb-sessions.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import type { ItemClient } from '../../functions/runtime/aws/dynamodb.ts';
import { dynamoDbRunLease } from '../../functions/sweeper/dynamodb-run-lease.ts';
import { attemptCounterContract } from './attempt-counter.ts';
import { backlogStoreContract } from './backlog-store.ts';
import { breakerStoreContract } from './breaker-store.ts';
import { conversationMemoryContract } from './conversation-memory.ts';
import { deliveryCopiesContract } from './delivery-copies.ts';
import { dueListContract } from './due-list.ts';
import { type DynamoDbEngine, startDynamoDb, telling } from './dynamodb-engine.ts';
import { errorLogContract } from './error-log.ts';
import { openWaitsContract } from './open-waits.ts';
import { runLeaseContract } from './run-lease.ts';
import { sessionStoreContract } from './session-store.ts';
import { statsContract } from './stats.ts';
import { SOME_DAY_MS, virtualClock } from './virtual-clock.ts';

const retentionMs = 7 * 24 * 3600_000;
let engine: DynamoDbEngine;

beforeAll(async () => {
  engine = await startDynamoDb();
});

afterAll(() => engine?.stop());

describe.each<[string, () => ItemClient]>([
  ['the SDK', () => engine.tables],
  ['signed requests', () => engine.signed],
])('by %s', (_, itemClient) => {
  async function openTable(tellsCurrent = false) {
    const client: ItemClient = tellsCurrent ? telling(itemClient()) : itemClient();
    const clock = virtualClock(SOME_DAY_MS);
    const { tables } = engine;
    const table = await engine.sessionsTable();
    return {
      clock,
      retentionMs,
      tellsCurrent,
      sessions: dynamoDbSessions({ client, table, clock, retentionMs }),
      due: dynamoDbDueList(tables, table),
      copies: dynamoDbCopies({ client, table, clock }),
      backlogs: dynamoDbBacklogs({ client, table, clock }),
      openWaits: dynamoDbOpenWaits(tables, table),
      breakers: dynamoDbBreakers({ client, table }),
      list: dynamoDbBreakerList({ client: tables, table }, clock),
    };
  }

  sessionStoreContract('sessions on DynamoDB', () => openTable(true));
  sessionStoreContract('sessions on DynamoDB when a conflict has no current version', () => openTable());
  dueListContract('the due list on DynamoDB', () => openTable());
  deliveryCopiesContract('delivery copies on DynamoDB', () => openTable());
  backlogStoreContract('backlogs on DynamoDB', () => openTable());
  openWaitsContract('open waits on DynamoDB', () => openTable());
  breakerStoreContract('breakers on DynamoDB', () => openTable());

  conversationMemoryContract('the memory of conversations on DynamoDB', async () =>
    dynamoDbConversationMemory({
      client: itemClient(),
      table: await engine.sessionsTable(),
      clock: virtualClock(SOME_DAY_MS),
      retentionMs,
    }),
  );

  attemptCounterContract('the attempt counter on DynamoDB', async () =>
    dynamoDbAttempts({ client: itemClient(), table: await engine.sessionsTable(), clock: virtualClock() }),
  );

  runLeaseContract("the lease of the sweeper's run on DynamoDB", async () =>
    dynamoDbRunLease({ client: itemClient(), table: await engine.sessionsTable(), sweeper: 0 }),
  );

  errorLogContract('the error log on DynamoDB', async () => {
    const clock = virtualClock(SOME_DAY_MS);
    const client = itemClient();
    const table = await engine.failuresTable();
    return {
      clock,
      retentionMs,
      writer: dynamoDbErrorLogWriter({ client, table, retentionMs }),
      reader: dynamoDbErrorLogReader({ client: engine.tables, table, clock }),
      entries: dynamoDbErrorLogEntries({ client, table, clock }),
      read: (id) => readEntry(table, id),
      erase: async (id) => {
        await client.deleteItem({ TableName: table, Key: { id: { S: id } } });
      },
    };
  });
});

statsContract('the statistics on DynamoDB', async (sources) => {
  // Each hour is a few queries.
  const retentionMs = 30 * 3600_000;
  const clock = virtualClock(SOME_DAY_MS);
  const { tables: client } = engine;
  const table = await engine.statsTable();
  const settings = { read: async () => ({ sources: [...FIRST_SOURCES, ...sources], version: 1 }) };
  return {
    clock,
    retentionMs,
    store: dynamoDbStats({ client, table, retentionMs }),
    compaction: () => dynamoDbStatsCompaction({ client, table, retentionMs, clock }),
    reader: dynamoDbStatsReader({ client, table, sources: settings, clock }),
  };
});

async function readEntry(table: string, id: string): Promise<NewEntry | undefined> {
  const item = await engine.tables.getItem({ TableName: table, Key: { id: { S: id } } });
  if (!item) return undefined;
  const { shard: _shard, expiresAt: _expiresAt, ...attributes } = item;
  const entry = Object.entries(attributes).map(([name, { S, N, SS, BOOL }]) => [
    name,
    N === undefined ? (SS ?? S ?? BOOL) : Number(N),
  ]);
  return Object.fromEntries(entry);
}
