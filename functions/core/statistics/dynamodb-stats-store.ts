// Writes statistics to DynamoDB: an item a record. No item is ever changed by adding, so none is hot, and the same
// record once more makes no difference.
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { expiryOf, printItem, recordKey } from './dynamodb-stats-items.ts';
import type { StatsStore } from './stats-store.ts';

export interface StatsStoreOptions {
  readonly client: ItemClient;
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
      await client.putItem({ TableName: table, Item }, signal);
    },
  };
}
