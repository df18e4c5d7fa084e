// Writes entries to the error log on DynamoDB. An entry is written once.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { putNewItem } from '../../runtime/aws/conditional-write.ts';
import { FAILURES } from '../tables.ts';
import type { ErrorLogWriter } from './error-log.ts';

const { partitionKey, newest, expiry } = FAILURES;

export interface ErrorLogWriterOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly retentionMs: number;
}

export function dynamoDbErrorLogWriter({
  client,
  table,
  retentionMs,
}: ErrorLogWriterOptions): ErrorLogWriter {
  return {
    async add(entry) {
      const { id, deliveryId, reason, parkedAtMs, attempts, waits, contacts = [], ...texts } = entry;
      const item: Record<string, AttributeValue> = {
        [partitionKey]: { S: id },
        // Few entries are open, so one partition is enough, and one query gives the newest first.
        [newest.partitionKey]: { S: 'open' },
        [newest.sortKey]: { N: String(parkedAtMs) },
        [expiry]: { N: String(Math.ceil((parkedAtMs + retentionMs) / 1000)) },
        deliveryId: { S: deliveryId },
        reason: { S: reason },
        attempts: { N: String(attempts) },
        waits: { BOOL: waits },
      };
      if (contacts.length > 0) item['contacts'] = { SS: [...contacts] };
      for (const [name, value] of Object.entries(texts)) {
        if (value !== undefined) item[name] = { S: value };
      }
      const written = await putNewItem({ client, table }, item, partitionKey);
      return written.kind === 'written' ? 'added' : 'known';
    },
  };
}
