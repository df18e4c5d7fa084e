// What the console and the terminal read after half an hour of webhooks: items, read units and time. The items and units
// are counted in the answers of an embedded DynamoDB.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbStatsReader } from '../functions/core/statistics/dynamodb-stats-reader.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { createStats } from '../test/engines/tables.ts';
import { type ConsoleLoad, fillStatistics, sourcesOf } from './console-load.ts';
import { countReads } from './count-reads.ts';
import type { Report } from './report.ts';

const LOAD = { events: 100_000, sources: 20, minutes: 30 };

/** Comes without types. */
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

export async function consoleReads(): Promise<Report> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  try {
    return await measure(client);
  } finally {
    client.destroy();
    server.close();
    server.closeAllConnections();
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
