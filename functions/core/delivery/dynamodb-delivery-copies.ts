// Copies of deliveries that the queue did not confirm in time. They are stored in the sessions table, due at once. The sweeper
// requeues them under the same deduplication id, so that the queue drops the copy if it has the delivery already. A copy
// that is not due is the job of an event in a backlog (dynamodb-backlogs.ts).
import { deleteItem, updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { number, text } from '../../runtime/aws/item.ts';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import type { DeliveryCopies } from './delivery-copies.ts';

const { partitionKey, due } = SESSIONS;
const PREFIX = 'delivery#';

export const copyKey = (deliveryId: string): string => `${PREFIX}${deliveryId}`;

export const isCopyKey = (key: string): boolean => key.startsWith(PREFIX);

export interface CopiesOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A copy never expires. It is deleted when the queue has the delivery. */
export function dynamoDbCopies({ client, table, clock }: CopiesOptions): DeliveryCopies {
  return {
    ...dynamoDbCopyKeeper({ client, table, clock }),

    async load(key) {
      const Key = { [partitionKey]: text(key) };
      const item = await client.getItem({ TableName: table, Key, ConsistentRead: true });
      const job = item?.['job']?.S;
      const group = item?.['group']?.S;
      const deduplicationId = item?.['deduplicationId']?.S;
      if (job === undefined || group === undefined || deduplicationId === undefined) return undefined;
      const queue = item?.['queue']?.S === 'waits' ? 'waits' : 'events';
      return { deliveryId: key.slice(PREFIX.length), queue, job, group, deduplicationId };
    },

    async remove(key) {
      const condition = `attribute_exists(#${due.partitionKey})`;
      await deleteItem({ client, table }, { key: { [partitionKey]: text(key) }, condition });
    },
  };
}

/** Keeps only: all that ingest does. */
export function dynamoDbCopyKeeper({ client, table, clock }: CopiesOptions): Pick<DeliveryCopies, 'keep'> {
  return {
    async keep({ deliveryId, queue, job, group, deduplicationId }, signal) {
      const key = copyKey(deliveryId);
      await updateItem(
        { client, table, signal },
        {
          key: { [partitionKey]: text(key) },
          set: {
            [due.partitionKey]: text(shardOf(key)),
            [due.sortKey]: number(clock.nowMs()),
            job: text(job),
            queue: text(queue),
            group: text(group),
            deduplicationId: text(deduplicationId),
          },
          // A worker that had it from the queue may have put it into the backlog already: then it is durable there.
          condition: `attribute_not_exists(#job) OR attribute_exists(#${due.partitionKey})`,
        },
      );
    },
  };
}
