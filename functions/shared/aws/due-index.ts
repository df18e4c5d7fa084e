// One partition of the sessions table's sparse index, walked page by page, earliest due first: what the sweeper's
// list, the list of open waits and the list of breakers are read from.
import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { SESSIONS } from '../tables.ts';

const { due } = SESSIONS;

export interface DueIndex {
  readonly client: DynamoDBClient;
  readonly table: string;
}

export interface DueItemsQuery {
  readonly shard: string;
  /** Only what is due by then; without it all that stands there. */
  readonly beforeMs?: number;
  /** Without it DynamoDB's own, 1 MB. */
  readonly pageSize?: number;
}

/** Keys, and the attributes that the index shows. */
export async function* dueItems(
  { client, table }: DueIndex,
  { shard, beforeMs, pageSize }: DueItemsQuery,
): AsyncGenerator<Record<string, AttributeValue>> {
  const bounded = beforeMs !== undefined;
  const pages = paginateQuery(
    { client, ...(pageSize !== undefined && { pageSize }) },
    {
      TableName: table,
      IndexName: due.index,
      KeyConditionExpression: bounded ? '#shard = :shard AND #due <= :before' : '#shard = :shard',
      ExpressionAttributeNames: { '#shard': due.partitionKey, ...(bounded && { '#due': due.sortKey }) },
      ExpressionAttributeValues: {
        ':shard': { S: shard },
        ...(bounded && { ':before': { N: String(beforeMs) } }),
      },
    },
  );
  for await (const { Items = [] } of pages) yield* Items;
}
