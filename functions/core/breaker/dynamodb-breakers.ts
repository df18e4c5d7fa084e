// Breakers on DynamoDB, in the sessions table: one item for each destination that has failed lately. An open one
// stands in a partition of its own of the sweeper's index, where nobody else looks, so that all can be listed.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../runtime/clock.ts';
import { dueItems } from '../due/dynamodb-due-index.ts';
import { SESSIONS } from '../tables.ts';
import type { BreakerList, BreakerRecord, BreakerState, BreakerStore } from './breaker-store.ts';

const { partitionKey, due, expiry } = SESSIONS;
const PREFIX = 'breaker#';
const SHARD = 'breakers';
const SLICE = 'slice-';

/** Nobody has called it for so long, so nobody needs to know how it was. */
const KEPT_SECONDS = 24 * 3600;

export interface BreakersOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
}

const keyOf = (destination: string) => ({ [partitionKey]: { S: `${PREFIX}${destination}` } });
const number = (value: number): AttributeValue => ({ N: String(value) });
const expiresAt = (nowMs: number) => number(Math.ceil(nowMs / 1000) + KEPT_SECONDS);

export function dynamoDbBreakers({ client, table }: BreakersOptions): BreakerStore {
  /** False when the condition did not hold. */
  async function update(destination: string, change: Change): Promise<boolean> {
    const names = new Set([
      ...change.expression.matchAll(/#(\w+)/g),
      ...change.condition.matchAll(/#(\w+)/g),
    ]);
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(destination),
          UpdateExpression: change.expression,
          ConditionExpression: change.condition,
          ExpressionAttributeNames: Object.fromEntries(
            [...names].map(([name, attribute = '']) => [name, attribute]),
          ),
          ...(change.values && { ExpressionAttributeValues: change.values }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async load(destination) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(destination), ConsistentRead: true }),
      );
      return Item && recordOf(Item);
    },

    async countFailure(destination, { sliceMs, forgetBeforeMs, nowMs }) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(destination),
          UpdateExpression: 'SET #expiry = :expiry ADD #slice :one',
          ExpressionAttributeNames: { '#slice': `${SLICE}${sliceMs}`, '#expiry': expiry },
          ExpressionAttributeValues: { ':one': number(1), ':expiry': expiresAt(nowMs) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      const record = recordOf(Attributes ?? {});
      const old = [...record.failures.keys()].filter((slice) => slice < forgetBeforeMs);
      if (old.length > 0) await forget(client, { table, destination, slices: old });
      return record;
    },

    open: (destination, { untilMs, failures, again }) =>
      update(destination, {
        expression: `SET #openUntilMs = :until, #${due.partitionKey} = :shard, #${due.sortKey} = :until, #failures = :failures, #${expiry} = :expiry REMOVE #probeUntilMs`,
        condition: again ? 'attribute_exists(#openUntilMs)' : 'attribute_not_exists(#openUntilMs)',
        values: {
          ':until': number(untilMs),
          ':shard': { S: SHARD },
          ':failures': number(failures),
          ':expiry': expiresAt(untilMs),
        },
      }),

    acquireProbe: (destination, { nowMs, untilMs }) =>
      update(destination, {
        expression: 'SET #probeUntilMs = :until',
        condition: '#openUntilMs <= :now AND (attribute_not_exists(#probeUntilMs) OR #probeUntilMs <= :now)',
        values: { ':until': number(untilMs), ':now': number(nowMs) },
      }),

    async releaseProbe(destination) {
      await update(destination, {
        expression: 'REMOVE #probeUntilMs',
        condition: 'attribute_exists(#openUntilMs)',
      });
    },

    async close(destination) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(destination) }));
    },
  };
}

interface Change {
  readonly expression: string;
  readonly condition: string;
  readonly values?: Record<string, AttributeValue>;
}

function recordOf(item: Record<string, AttributeValue>): BreakerRecord {
  const failures = Object.entries(item).flatMap(([name, { N }]): [number, number][] =>
    name.startsWith(SLICE) ? [[Number(name.slice(SLICE.length)), Number(N)]] : [],
  );
  const openUntilMs = item['openUntilMs']?.N;
  const probeUntilMs = item['probeUntilMs']?.N;
  return {
    failures: new Map(failures),
    ...(openUntilMs !== undefined && { openUntilMs: Number(openUntilMs) }),
    ...(probeUntilMs !== undefined && { probeUntilMs: Number(probeUntilMs) }),
  };
}

async function forget(
  client: DynamoDBClient,
  { table, destination, slices }: { table: string; destination: string; slices: readonly number[] },
): Promise<void> {
  const names = slices.map((slice, at) => [`#s${at}`, `${SLICE}${slice}`]);
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(destination),
      UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names),
    }),
  );
}

export function dynamoDbBreakerList(
  { client, table }: BreakersOptions,
  clock: Pick<Clock, 'nowMs'>,
): BreakerList {
  return {
    async notClosed() {
      const states: BreakerState[] = [];
      for await (const item of dueItems({ client, table }, { shard: SHARD })) {
        const untilMs = Number(item[due.sortKey]?.N);
        states.push({
          destination: item[partitionKey]?.S?.slice(PREFIX.length) ?? '',
          state: clock.nowMs() < untilMs ? 'open' : 'probing',
          untilMs,
          failures: Number(item['failures']?.N),
        });
      }
      return states;
    },
  };
}
