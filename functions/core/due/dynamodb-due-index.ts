// Reads one partition of the sessions table's sparse index, page by page, earliest due first: for the sweeper's list, the list
// of open waits and the list of breakers.
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import type { Item } from '../../runtime/aws/item.ts';
import { SESSIONS } from '../tables.ts';

const { due } = SESSIONS;

export interface DueIndex {
  readonly client: TableClient;
  readonly table: string;
}

export interface DueItemsQuery {
  readonly shard: string;
  /** Only what is due then, both ends included; without it everything. */
  readonly between?: readonly [fromMs: number, untilMs: number];
  /** Without it DynamoDB's own, 1 MB. */
  readonly pageSize?: number;
}

/** Keys, and the attributes that the index shows. */
export async function* dueItems(
  { client, table }: DueIndex,
  { shard, between, pageSize }: DueItemsQuery,
): AsyncGenerator<Item> {
  const pages = client.query(
    {
      TableName: table,
      IndexName: due.index,
      KeyConditionExpression: between
        ? '#shard = :shard AND #due BETWEEN :from AND :until'
        : '#shard = :shard',
      ExpressionAttributeNames: { '#shard': due.partitionKey, ...(between && { '#due': due.sortKey }) },
      ExpressionAttributeValues: {
        ':shard': { S: shard },
        ...(between && { ':from': { N: String(between[0]) }, ':until': { N: String(between[1]) } }),
      },
    },
    { pageSize },
  );
  for await (const { Items = [] } of pages) yield* Items;
}
