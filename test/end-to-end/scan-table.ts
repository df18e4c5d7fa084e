// What is stored in a table of the running program.
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Program } from './program.ts';

/** All items of a small table. */
export async function scanTable(
  { ready: { endpoints, resources } }: Program,
  logicalId: string,
): Promise<Record<string, AttributeValue>[]> {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: endpoints.dynamodb,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const scan = new ScanCommand({ TableName: resources[logicalId], ConsistentRead: true });
    return (await client.send(scan)).Items ?? [];
  } finally {
    client.destroy();
  }
}
