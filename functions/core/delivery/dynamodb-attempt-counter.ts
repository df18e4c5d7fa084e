// Attempts at jobs that failed, counted in the sessions table. A job that never fails is not counted.
import { deleteItem, updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { number, text } from '../../runtime/aws/item.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import type { AttemptCounter } from './attempt-counter.ts';

const { partitionKey, expiry } = SESSIONS;

/** Queues keep a message for 14 days at most. */
const KEPT_SECONDS = 15 * 24 * 3600;

export interface AttemptsOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function dynamoDbAttempts({ client, table, clock }: AttemptsOptions): AttemptCounter {
  const keyOf = (deliveryId: string) => ({ [partitionKey]: text(`attempts#${deliveryId}`) });
  return {
    async count(deliveryId) {
      const expiresAtSeconds = Math.ceil(clock.nowMs() / 1000) + KEPT_SECONDS;
      const { item } = await updateItem(
        { client, table },
        { key: keyOf(deliveryId), set: { [expiry]: number(expiresAtSeconds) }, add: { attempts: number(1) } },
        { returnItem: true },
      );
      return Number(item?.['attempts']?.N);
    },

    async takeBack(deliveryId) {
      const change = { key: keyOf(deliveryId), add: { attempts: number(-1) } };
      await updateItem(
        { client, table },
        { ...change, condition: '#attempts > :none', values: { none: number(0) } },
      );
    },

    async clear(deliveryId) {
      await deleteItem({ client, table }, { key: keyOf(deliveryId) });
    },
  };
}
