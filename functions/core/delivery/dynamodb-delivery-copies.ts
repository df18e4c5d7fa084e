// Copies of deliveries that the queue did not confirm in time. They stand in the sessions table, due at once for
// the sweeper, which puts them into the queue under the same deduplication id: where the queue had taken the
// delivery after all, it swallows the copy.
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import type { DeliveryCopies } from './delivery-copies.ts';

const { partitionKey, due } = SESSIONS;
const PREFIX = 'delivery#';

export const isCopyKey = (key: string): boolean => key.startsWith(PREFIX);

export interface CopiesOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** A copy never expires: it is gone when it has been queued. */
export function dynamoDbCopies({ client, table, clock }: CopiesOptions): DeliveryCopies {
  return {
    async keep({ deliveryId, queue, job, group, deduplicationId }, signal) {
      const key = `${PREFIX}${deliveryId}`;
      const values = {
        [due.partitionKey]: { S: shardOf(key) },
        [due.sortKey]: { N: String(clock.nowMs()) },
        job: { S: job },
        queue: { S: queue },
        group: { S: group },
        deduplicationId: { S: deduplicationId },
      };
      const names = Object.keys(values);
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: key } },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, value]),
        ),
      });
      await client.send(command, signal && { abortSignal: signal });
    },

    async load(key) {
      const command = new GetItemCommand({
        TableName: table,
        Key: { [partitionKey]: { S: key } },
        ConsistentRead: true,
      });
      const { Item } = await client.send(command);
      const job = Item?.['job']?.S;
      const group = Item?.['group']?.S;
      const deduplicationId = Item?.['deduplicationId']?.S;
      if (job === undefined || group === undefined || deduplicationId === undefined) return undefined;
      const queue = Item?.['queue']?.S === 'waits' ? 'waits' : 'events';
      return { queue, job, group, deduplicationId };
    },

    async remove(key) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { [partitionKey]: { S: key } } }));
    },
  };
}
