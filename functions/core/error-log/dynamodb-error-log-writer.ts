// Writes entries to the error log on DynamoDB. An entry is written once.
import { putNewItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, number, text } from '../../runtime/aws/item.ts';
import { FAILURES } from '../tables.ts';
import type { ErrorLogWriter } from './error-log.ts';

const { partitionKey, newest, expiry } = FAILURES;

export interface ErrorLogWriterOptions {
  readonly client: ItemClient;
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
      const item: Item = {
        [partitionKey]: text(id),
        // Few entries are open, so one partition is enough, and one query gives the newest first.
        [newest.partitionKey]: text('open'),
        [newest.sortKey]: number(parkedAtMs),
        [expiry]: number(Math.ceil((parkedAtMs + retentionMs) / 1000)),
        deliveryId: text(deliveryId),
        reason: text(reason),
        attempts: number(attempts),
        waits: { BOOL: waits },
      };
      if (contacts.length > 0) item['contacts'] = { SS: [...contacts] };
      for (const [name, value] of Object.entries(texts)) {
        if (value !== undefined) item[name] = text(value);
      }
      const written = await putNewItem({ client, table }, item, partitionKey);
      return written.kind === 'written' ? 'added' : 'known';
    },
  };
}
