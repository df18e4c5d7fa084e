// What it costs to look at the statistics: by the minute, and not by the webhook. Items are counted, not time.
import type { QueryInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillStatistics, sourcesOf } from '../../../../bench/console-load.ts';
import { countReads } from '../../../../bench/count-reads.ts';
import { dynamoDbStatsReader } from '../../../../functions/core/statistics/dynamodb-stats-reader.ts';
import { type DynamoDbEngine, startDynamoDb } from '../../../contracts/dynamodb-engine.ts';
import { SOME_DAY_MS } from '../../../contracts/virtual-clock.ts';

const LOAD = { sources: 20, minutes: 30, untilMs: SOME_DAY_MS + 12 * 3600_000 };

let engine: DynamoDbEngine;
beforeAll(async () => {
  engine = await startDynamoDb();
});
afterAll(() => engine?.stop());

async function readAfter(events: number) {
  const { tables: client } = engine;
  const table = await engine.statsTable();
  const load = { ...LOAD, events };
  await fillStatistics(client, table, load);
  const reader = dynamoDbStatsReader({
    client,
    table,
    sources: { read: async () => ({ sources: sourcesOf(load), version: 1 }) },
    clock: { nowMs: () => load.untilMs },
  });
  const reads = countReads(engine.client);
  const report = await reader.read({ minutes: 30 });
  const halfAnHour = reads.take().items;
  await reader.read({ minutes: 1440 });
  return { report, items: { halfAnHour, day: reads.take().items } };
}

test('100,000 webhooks of half an hour are read from a few hundred items, and every one is counted', async () => {
  const { report, items } = await readAfter(100_000);
  expect(report.sources.map(({ success }) => success)).toEqual(Array(20).fill(5000));
  expect(report.sources.map(({ outcomes }) => outcomes.done)).toEqual(Array(20).fill(5000));
  expect(report.destinations.find(({ id }) => id !== 'treble')?.success).toBe(100_000);
  expect(items.halfAnHour).toBeLessThan(2000);
  expect(items.day).toBeLessThan(2000);
}, 240_000);

test('a reader that is not answered ends with the patience of who asks', async () => {
  const hangs = (signal?: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  const asked: string[] = [];
  const client = {
    ...engine.tables,
    async *query(input: QueryInput, options?: { readonly signal?: AbortSignal }) {
      asked.push(input.TableName ?? '');
      yield await hangs(options?.signal);
    },
  };
  const reader = dynamoDbStatsReader({
    client,
    table: 'stats',
    sources: { read: hangs },
    clock: { nowMs: () => SOME_DAY_MS },
    readMs: 20,
  });
  await expect(reader.read({ minutes: 7 * 1440, stepMinutes: 180 })).rejects.toThrow('timeout');
  // Few hours are read at once, and none after the end.
  expect(asked).toHaveLength(8);
});
