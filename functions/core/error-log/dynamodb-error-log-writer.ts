// The error log on DynamoDB: an entry is written once, whoever tries again.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { FAILURES } from '../tables.ts';
import type { FailureLog } from './error-log.ts';

const { partitionKey, newest, expiry } = FAILURES;

export interface FailuresOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly retentionMs: number;
}

export function dynamoDbFailures({ client, table, retentionMs }: FailuresOptions): FailureLog {
  return {
    async park(failure) {
      const { id, deliveryId, reason, parkedAtMs, attempts, waits, contacts = [], ...texts } = failure;
      const item: Record<string, AttributeValue> = {
        [partitionKey]: { S: id },
        // One partition is enough for what should be empty, and gives the newest first in one query.
        [newest.partitionKey]: { S: 'open' },
        [newest.sortKey]: { N: String(parkedAtMs) },
        [expiry]: { N: String(Math.ceil((parkedAtMs + retentionMs) / 1000)) },
        deliveryId: { S: deliveryId },
        reason: { S: reason },
        attempts: { N: String(attempts) },
        ...(waits !== undefined && { waits: { BOOL: waits } }),
      };
      if (contacts.length > 0) item['contacts'] = { SS: [...contacts] };
      for (const [name, value] of Object.entries(texts)) {
        if (value !== undefined) item[name] = { S: value };
      }
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: item,
            ConditionExpression: 'attribute_not_exists(#id)',
            ExpressionAttributeNames: { '#id': partitionKey },
          }),
        );
        return 'parked';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'known';
        throw error;
      }
    },
  };
}
