// Breakers on DynamoDB, in the sessions table: one item for each destination that has failed lately. An open one
// stands in a partition of its own of the sweeper's index, where nobody else looks, so that all can be listed.
import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { deleteItem, type Update, updateItem } from '../../runtime/aws/conditional-write.ts';
import { keyText, number, text } from '../../runtime/aws/item.ts';
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

const keyOf = (destination: string) => ({ [partitionKey]: text(`${PREFIX}${destination}`) });
const expiresAt = (nowMs: number) => number(Math.ceil(nowMs / 1000) + KEPT_SECONDS);
const sliceName = (sliceMs: number) => `${SLICE}${sliceMs}`;

export function dynamoDbBreakers({ client, table }: BreakersOptions): BreakerStore {
  const target = { client, table };

  /** False when the condition did not hold. */
  const update = async (destination: string, change: Omit<Update, 'key'>): Promise<boolean> =>
    (await updateItem(target, { key: keyOf(destination), ...change })).kind === 'written';

  return {
    async load(destination) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(destination), ConsistentRead: true }),
      );
      return Item && recordOf(Item);
    },

    async countFailure(destination, { sliceMs, forgetBeforeMs, nowMs }) {
      const key = keyOf(destination);
      const counted = await updateItem(
        target,
        { key, set: { [expiry]: expiresAt(nowMs) }, add: { [sliceName(sliceMs)]: 1 } },
        { returnItem: true },
      );
      const record = recordOf(counted.item ?? {});
      const old = [...record.failures.keys()].filter((slice) => slice < forgetBeforeMs);
      if (old.length > 0) await updateItem(target, { key, remove: old.map(sliceName) });
      return record;
    },

    open: (destination, { untilMs, failures, again }) =>
      update(destination, {
        set: {
          openUntilMs: number(untilMs),
          [due.partitionKey]: text(SHARD),
          [due.sortKey]: number(untilMs),
          failures: number(failures),
          [expiry]: expiresAt(untilMs),
        },
        remove: ['probeUntilMs'],
        condition: again ? 'attribute_exists(#openUntilMs)' : 'attribute_not_exists(#openUntilMs)',
      }),

    acquireProbe: (destination, { nowMs, untilMs }) =>
      update(destination, {
        set: { probeUntilMs: number(untilMs) },
        condition: '#openUntilMs <= :now AND (attribute_not_exists(#probeUntilMs) OR #probeUntilMs <= :now)',
        values: { now: number(nowMs) },
      }),

    async releaseProbe(destination) {
      await update(destination, { remove: ['probeUntilMs'], condition: 'attribute_exists(#openUntilMs)' });
    },

    async close(destination) {
      await deleteItem(target, { key: keyOf(destination) });
    },
  };
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
          destination: keyText(item, partitionKey).slice(PREFIX.length),
          state: clock.nowMs() < untilMs ? 'open' : 'probing',
          untilMs,
          failures: Number(item['failures']?.N),
        });
      }
      return states;
    },
  };
}
