// An embedded DynamoDB for one test file, on a free port and in memory, with the tables as the stack makes them.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STORE } from '../../functions/core/policy.ts';
import type { ItemClient, TableClient } from '../../functions/runtime/aws/dynamodb.ts';
import { sdkDynamoDb } from '../../functions/runtime/aws/sdk-dynamodb.ts';
import { signedDynamoDb } from '../../functions/runtime/aws/signed/dynamodb.ts';
import { createFailures, createSessions, createStats } from '../engines/tables.ts';

export interface DynamoDbEngine {
  readonly client: DynamoDBClient;
  /** The same for the stores. */
  readonly tables: TableClient;
  /** By requests that are signed here. */
  readonly signed: ItemClient;
  /** Makes an empty one and returns its name. */
  sessionsTable(): Promise<string>;
  failuresTable(): Promise<string>;
  statsTable(): Promise<string>;
  stop(): Promise<void>;
}

/** Comes without types. */
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

export async function startDynamoDb(): Promise<DynamoDbEngine> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'none';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'none';
  const client = new DynamoDBClient({ endpoint, region });
  let tables = 0;

  async function named(create: typeof createSessions): Promise<string> {
    tables += 1;
    const name = `table-${tables}`;
    await create(client, name);
    return name;
  }

  return {
    client,
    tables: sdkDynamoDb(client),
    signed: signedDynamoDb({ region, origin: new URL(endpoint), limits: STORE }),
    sessionsTable: () => named(createSessions),
    failuresTable: () => named(createFailures),
    statsTable: () => named(createStats),
    async stop() {
      client.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The same client, which on a failed condition returns the stored item: AWS does so, the engine does not. */
export const telling = (client: ItemClient): ItemClient => ({
  ...client,
  async updateItem(input, signal) {
    const written = await client.updateItem(input, signal);
    if (written.kind === 'written' || !input.ReturnValuesOnConditionCheckFailure) return written;
    const { TableName, Key } = input;
    const item = await client.getItem({ TableName, Key, ConsistentRead: true });
    return { ...written, ...(item && { item }) };
  },
});
