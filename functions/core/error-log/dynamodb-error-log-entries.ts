// One entry of the error log at a time: read with its job, taken for a replay, marked as replayed, dismissed. No write
// here makes an entry: one that was erased or has expired meanwhile stays gone.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { FAILURES } from '../tables.ts';
import { readParked } from './dynamodb-entry-attributes.ts';
import type { ErrorLogOptions } from './dynamodb-error-log-reader.ts';
import type { FailureEntries } from './error-log.ts';

const { partitionKey, newest, expiry } = FAILURES;

export function dynamoDbFailureEntries({ client, table, clock }: ErrorLogOptions): FailureEntries {
  const write = (id: string, change: Change) => writeIf(client, table, id, change);

  return {
    async load(id) {
      const Key = { [partitionKey]: { S: id } };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
      if (!Item || Number(Item[expiry]?.N) * 1000 <= clock.nowMs()) return undefined;
      const job = Item['job']?.S;
      return {
        ...readParked(Item),
        taken: Number(Item['taken']?.N ?? 0),
        ...(job !== undefined && { job }),
      };
    },

    take: (id, { number, nowMs, untilMs }) =>
      write(id, {
        update: 'SET #taken = :number, #takenUntilMs = :until',
        only: `${number === 1 ? 'attribute_not_exists(#taken)' : '#taken = :before'} AND (attribute_not_exists(#takenUntilMs) OR #takenUntilMs <= :now)`,
        names: ['taken', 'takenUntilMs'],
        values: {
          ':number': { N: String(number) },
          ':until': { N: String(untilMs) },
          ':now': { N: String(nowMs) },
          ...(number > 1 && { ':before': { N: String(number - 1) } }),
        },
      }),

    async giveBack(id, number) {
      await write(id, {
        update: 'REMOVE #takenUntilMs',
        only: '#taken = :number',
        names: ['taken', 'takenUntilMs'],
        values: { ':number': { N: String(number) } },
      });
    },

    async markReplayed(id, { atMs, by }) {
      await write(id, {
        update: `SET #${newest.partitionKey} = :replayed, #replayedAtMs = :at, #replayedBy = :by REMOVE #takenUntilMs ADD #replays :one`,
        names: [newest.partitionKey, 'replayedAtMs', 'replayedBy', 'takenUntilMs', 'replays'],
        values: {
          ':replayed': { S: 'replayed' },
          ':at': { N: String(atMs) },
          ':by': { S: by },
          ':one': { N: '1' },
        },
      });
    },

    // Whoever took it for a replay may have sent it already, so the two exclude each other.
    dismiss: (id, { atMs, by }) =>
      write(id, {
        update: `SET #${newest.partitionKey} = :dismissed, #dismissedAtMs = :at, #dismissedBy = :by`,
        only: `#${newest.partitionKey} = :open AND #${expiry} > :nowSeconds AND (attribute_not_exists(#takenUntilMs) OR #takenUntilMs <= :at)`,
        names: [newest.partitionKey, expiry, 'dismissedAtMs', 'dismissedBy', 'takenUntilMs'],
        values: {
          ':dismissed': { S: 'dismissed' },
          ':open': { S: 'open' },
          ':at': { N: String(atMs) },
          ':nowSeconds': { N: String(Math.floor(atMs / 1000)) },
          ':by': { S: by },
        },
      }),
  };
}

interface Change {
  readonly update: string;
  readonly only?: string;
  /** Written with a # in the expressions. */
  readonly names: readonly string[];
  readonly values: Record<string, AttributeValue>;
}

/** False when it is not there, or not as it must be. */
async function writeIf(client: DynamoDBClient, table: string, id: string, change: Change): Promise<boolean> {
  const names = [partitionKey, ...change.names].map((name) => [`#${name}`, name]);
  const command = new UpdateItemCommand({
    TableName: table,
    Key: { [partitionKey]: { S: id } },
    UpdateExpression: change.update,
    ConditionExpression: [`attribute_exists(#${partitionKey})`, ...(change.only ? [change.only] : [])].join(
      ' AND ',
    ),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: change.values,
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
