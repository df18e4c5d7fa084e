// Real attempts at jobs that failed, counted in the sessions table. A job that never fails is never counted.
import { DeleteItemCommand, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import type { AttemptCounter } from './attempt-counter.ts';

const { partitionKey, expiry } = SESSIONS;

/** Queues keep a message for 14 days at most; a count is of no use after that. */
const KEPT_SECONDS = 15 * 24 * 3600;

export interface AttemptsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function dynamoDbAttempts({ client, table, clock }: AttemptsOptions): AttemptCounter {
  const key = (deliveryId: string) => ({ [partitionKey]: { S: `attempts#${deliveryId}` } });
  return {
    async count(deliveryId) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key(deliveryId),
          UpdateExpression: 'SET #expiry = :expiry ADD #attempts :one',
          ExpressionAttributeNames: { '#attempts': 'attempts', '#expiry': expiry },
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ':expiry': { N: String(Math.ceil(clock.nowMs() / 1000) + KEPT_SECONDS) },
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.['attempts']?.N);
    },

    async clear(deliveryId) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: key(deliveryId) }));
    },
  };
}
