// The stack's tables in an embedded DynamoDB, under any name, ready to be used.
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type Projection,
  type ScalarAttributeType,
} from '@aws-sdk/client-dynamodb';
import { FAILURES, SESSIONS, SOURCES_TABLE, STATS } from '../../functions/core/tables.ts';

interface Index {
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

export const createSessions = (client: DynamoDBClient, name: string): Promise<void> =>
  create(client, name, SESSIONS.partitionKey, {
    ...SESSIONS.due,
    projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...SESSIONS.due.shown] },
  });

export const createFailures = (client: DynamoDBClient, name: string): Promise<void> =>
  create(client, name, FAILURES.partitionKey, {
    ...FAILURES.newest,
    projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...FAILURES.newest.shown] },
  });

export const createSources = (client: DynamoDBClient, name: string): Promise<void> =>
  create(client, name, SOURCES_TABLE.partitionKey);

export async function createStats(client: DynamoDBClient, name: string): Promise<void> {
  const { partitionKey, sortKey } = STATS;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [attribute(partitionKey, 'S'), attribute(sortKey, 'S')],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
  await ready(client, name);
}

async function create(
  client: DynamoDBClient,
  TableName: string,
  partitionKey: string,
  index?: Index & { readonly projection: Projection },
): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        attribute(partitionKey, 'S'),
        ...(index ? [attribute(index.partitionKey, 'S'), attribute(index.sortKey, 'N')] : []),
      ],
      KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
      ...(index && {
        GlobalSecondaryIndexes: [
          {
            IndexName: index.index,
            KeySchema: [
              { AttributeName: index.partitionKey, KeyType: 'HASH' },
              { AttributeName: index.sortKey, KeyType: 'RANGE' },
            ],
            Projection: index.projection,
          },
        ],
      }),
    }),
  );
  await ready(client, TableName);
}

/** The engine takes a moment, whatever it is told. */
async function ready(client: DynamoDBClient, TableName: string): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}

const attribute = (AttributeName: string, AttributeType: ScalarAttributeType) => ({
  AttributeName,
  AttributeType,
});
