// The embedded engines with Acuse's tables and queues in them, for tests of adapters without the whole program.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { FAILURES, SESSIONS } from '../../functions/shared/tables.ts';
import { startEngines } from '../../local/engines.ts';

export interface Stores {
  readonly endpoints: { readonly sqs: string; readonly dynamodb: string };
  readonly sessionsTable: string;
  readonly failuresTable: string;
  readonly queues: { readonly waits: string; readonly events: string };
  /** Clients that reach the engines themselves, whatever stands before them elsewhere. */
  readonly dynamoDb: DynamoDBClient;
  readonly sqs: SQSClient;
  stop(): Promise<void>;
}

export async function startStores(): Promise<Stores> {
  const directory = await mkdtemp(join(tmpdir(), 'acuse-stores-'));
  const engines = await startEngines(directory);
  const { endpoints } = engines;
  const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const dynamoDb = new DynamoDBClient({ ...local, endpoint: endpoints.dynamodb });
  const sqs = new SQSClient({ ...local, endpoint: endpoints.sqs });
  await createSessions(dynamoDb);
  await createFailures(dynamoDb);
  for (const name of ['waits.fifo', 'events.fifo']) {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { FifoQueue: 'true' } }));
  }
  return {
    endpoints,
    sessionsTable: 'Sessions',
    failuresTable: 'Failures',
    queues: { waits: engines.queueUrl('waits.fifo'), events: engines.queueUrl('events.fifo') },
    dynamoDb,
    sqs,
    async stop() {
      dynamoDb.destroy();
      sqs.destroy();
      await engines.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function createSessions(client: DynamoDBClient): Promise<void> {
  const { partitionKey, due } = SESSIONS;
  await client.send(
    new CreateTableCommand({
      TableName: 'Sessions',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: due.partitionKey, AttributeType: 'S' },
        { AttributeName: due.sortKey, AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: due.index,
          KeySchema: [
            { AttributeName: due.partitionKey, KeyType: 'HASH' },
            { AttributeName: due.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
}

async function createFailures(client: DynamoDBClient): Promise<void> {
  const { partitionKey, newest } = FAILURES;
  await client.send(
    new CreateTableCommand({
      TableName: 'Failures',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: newest.partitionKey, AttributeType: 'S' },
        { AttributeName: newest.sortKey, AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: newest.index,
          KeySchema: [
            { AttributeName: newest.partitionKey, KeyType: 'HASH' },
            { AttributeName: newest.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}
