// Writes statistics to DynamoDB: an item a record. No item is ever changed by adding, so none is hot, and the same
// record once more makes no difference.
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expiryOf, printItem, recordKey } from './dynamodb-stats-items.ts';
import type { StatsStore } from './stats-store.ts';

export interface StatsStoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly retentionMs: number;
}

export function dynamoDbStats({ client, table, retentionMs }: StatsStoreOptions): StatsStore {
  return {
    async write({ minuteMs, writer, entries }, signal) {
      const Item = {
        ...recordKey(minuteMs, writer),
        ...expiryOf(minuteMs, retentionMs),
        ...printItem(entries, minuteMs),
      };
      await client.send(new PutItemCommand({ TableName: table, Item }), signal && { abortSignal: signal });
    },
  };
}
