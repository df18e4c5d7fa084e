// An embedded DynamoDB for one test file, on a free port and in memory, with the tables as the stack makes them.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createFailures, createSessions, createStats } from '../engines/tables.ts';

export interface DynamoDbEngine {
  readonly client: DynamoDBClient;
  /** On a failed condition this client returns the stored item: AWS does so, the engine does not. */
  readonly telling: DynamoDBClient;
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
  const options = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  };
  const client = new DynamoDBClient(options);
  const telling = new DynamoDBClient(options);
  tellCurrent(telling, client);
  let tables = 0;

  async function named(create: typeof createSessions): Promise<string> {
    tables += 1;
    const name = `table-${tables}`;
    await create(client, name);
    return name;
  }

  return {
    client,
    telling,
    sessionsTable: () => named(createSessions),
    failuresTable: () => named(createFailures),
    statsTable: () => named(createStats),
    async stop() {
      client.destroy();
      telling.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function tellCurrent(telling: DynamoDBClient, client: DynamoDBClient): void {
  telling.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { input } = args;
        const wantsItem = 'ReturnValuesOnConditionCheckFailure' in input && 'Key' in input;
        if (wantsItem && error instanceof ConditionalCheckFailedException) {
          const { TableName, Key } = input;
          const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
          if (Item) error.Item = Item;
        }
        throw error;
      }
    },
    { step: 'initialize' },
  );
}
