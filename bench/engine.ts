// An embedded DynamoDB, with the tables as the stack makes them.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Plan } from '../local/template/plan.ts';
import { createFailures, createSessions, createSources, createStats } from '../test/engines/tables.ts';

/** Comes without types. */
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

export const newEngine = (): Server => dynalite({ createTableMs: 0 });

/** On a free port. @returns its URL. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function stop(...servers: readonly Server[]): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}

export const engineClient = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });

/** The name of a table of the plan. */
export const tableOf = (plan: Plan, id: string): string =>
  plan.tables.find(({ logicalId }) => logicalId === id)?.name ?? id;

export async function createTables(client: DynamoDBClient, plan: Plan): Promise<void> {
  await createSessions(client, tableOf(plan, 'SessionsTable'));
  await createFailures(client, tableOf(plan, 'FailuresTable'));
  await createSources(client, tableOf(plan, 'SourcesTable'));
  await createStats(client, tableOf(plan, 'StatsTable'));
}
