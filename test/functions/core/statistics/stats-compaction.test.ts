// Two instances merge the same minutes: the one that has seen less ends last, and takes nothing away.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamoDbStatsCompaction } from '../../../../functions/core/statistics/dynamodb-stats-compaction.ts';
import { dynamoDbStatsReader } from '../../../../functions/core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbStats } from '../../../../functions/core/statistics/dynamodb-stats-store.ts';
import { tallyOf } from '../../../../functions/core/statistics/stats-entry.ts';
import { FIRST_SOURCES } from '../../../../functions/platforms/list.ts';
import type { TableClient } from '../../../../functions/runtime/aws/dynamodb.ts';
import { type DynamoDbEngine, startDynamoDb } from '../../../contracts/dynamodb-engine.ts';
import { SOME_DAY_MS, virtualClock } from '../../../contracts/virtual-clock.ts';

let engine: DynamoDbEngine;
beforeAll(async () => {
  engine = await startDynamoDb();
});
afterAll(() => engine?.stop());

test('a merge that has read before a late record, and writes after its merge, changes nothing', async () => {
  const clock = virtualClock(SOME_DAY_MS + 10 * 60_000);
  const table = await engine.statsTable();
  const options = { table, retentionMs: 7 * 24 * 3600_000, clock };
  const client = engine.tables;
  const held = Promise.withResolvers<void>();
  const reachedItsWrite = Promise.withResolvers<void>();
  const slowClient: TableClient = {
    ...client,
    async putItem(input, signal) {
      reachedItsWrite.resolve();
      await held.promise;
      return client.putItem(input, signal);
    },
  };
  const slow = dynamoDbStatsCompaction({ ...options, client: slowClient });
  const fast = dynamoDbStatsCompaction({ ...options, client });
  const store = dynamoDbStats({ ...options, client });
  const write = (writer: string) =>
    store.write({
      minuteMs: SOME_DAY_MS,
      writer,
      entries: [{ kind: 'posts', id: 'trino', minuteMs: SOME_DAY_MS, tally: tallyOf([{ name: 'success' }]) }],
    });

  await write('first');
  const slowMerge = slow.mergeLate(SOME_DAY_MS);
  await reachedItsWrite.promise;
  await write('late');
  await fast.mergeLate(SOME_DAY_MS);
  held.resolve();
  await slowMerge;

  const sources = { read: async () => ({ sources: FIRST_SOURCES, version: 1 }) };
  const reader = dynamoDbStatsReader({ client, table, sources, clock });
  const report = await reader.read({ minutes: 30 });
  expect(report.sources.find(({ id }) => id === 'trino')?.success).toBe(2);
});
