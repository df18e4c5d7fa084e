// The embedded engines with Acuse's tables and queues in them, for tests of adapters without the whole program.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startEngines } from '../../local/services/engines/engines.ts';
import { createFailures, createSessions } from './tables.ts';

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
  await createSessions(dynamoDb, 'Sessions');
  await createFailures(dynamoDb, 'Failures');
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
