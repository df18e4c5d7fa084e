// What the console and the terminal read after half an hour of webhooks: items, read units and time. The items and units
// are counted in the answers of an embedded DynamoDB.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { createStats } from '../test/engines/tables.ts';
import { type ConsoleLoad, fillStatistics, sourcesOf } from './console-load.ts';
import { countReads } from './count-reads.ts';
import { engineClient, listen, newEngine, stop } from './engine.ts';
import type { Report } from './report.ts';

const LOAD = { events: 100_000, sources: 20, minutes: 30 };

export async function consoleReads(): Promise<Report> {
  const server = newEngine();
  const client = engineClient(await listen(server));
  try {
    return await measure(client);
  } finally {
    client.destroy();
    stop(server);
  }
}

async function measure(client: DynamoDBClient): Promise<Report> {
  const table = 'stats';
  await createStats(client, table);
  const load: ConsoleLoad = { ...LOAD, untilMs: Date.now() };
  const tables = sdkDynamoDb(client);
  const writes = await fillStatistics(tables, table, load);
  const reader = dynamoDbStatsReader({
    client: tables,
    table,
    sources: { read: async () => ({ sources: sourcesOf(load), version: 1 }) },
    clock: { nowMs: () => load.untilMs },
  });
  const counted = countReads(client);
  const rows = [];
  const what = `${LOAD.events.toLocaleString('en')} events of ${LOAD.minutes} minutes, ${LOAD.sources} sources`;
  rows.push({
    figure: `${what}: writes of statistics for each event`,
    value: (writes / LOAD.events).toFixed(2),
  });
  for (const minutes of [30, 1440]) {
    counted.take();
    const startedAt = performance.now();
    await reader.read({ minutes });
    const tookMs = performance.now() - startedAt;
    const { items, units, requests } = counted.take();
    rows.push({
      figure: `${what}, the last ${minutes} minutes: items read`,
      value: items.toLocaleString('en'),
      aim: '≤ 5,000',
    });
    rows.push({
      figure: `${what}, the last ${minutes} minutes: read units, requests, ms`,
      value: `${units.toFixed(0)}, ${requests}, ${tookMs.toFixed(0)}`,
    });
  }
  return { ratios: [], counts: rows };
}
