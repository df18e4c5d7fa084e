// Lists the error log from its index, which never holds a job. DynamoDB deletes expired items only after days, so they are left
// out here.
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import type { Item } from '../../runtime/aws/item.ts';
import type { Clock } from '../../runtime/clock.ts';
import { FAILURES } from '../tables.ts';
import { readEntry } from './dynamodb-entry-attributes.ts';
import type { ErrorLogEntry } from './entry.ts';
import type { ErrorLogReader } from './error-log.ts';
import { type ErrorLogFilter, matches } from './filter.ts';

const { newest: index, expiry } = FAILURES;

/** More than these are not counted, and the answer says so. */
const MOST_COUNTED = 10_000;

type Shard = 'open' | 'replayed' | 'dismissed';

export interface ErrorLogOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function dynamoDbErrorLogReader({ client, table, clock }: ErrorLogOptions): ErrorLogReader {
  const query = (shard: Shard) => ({
    TableName: table,
    IndexName: index.index,
    KeyConditionExpression: '#shard = :shard',
    FilterExpression: '#expiry > :now',
    ExpressionAttributeNames: { '#shard': index.partitionKey, '#expiry': expiry },
    ExpressionAttributeValues: {
      ':shard': { S: shard },
      ':now': { N: String(Math.floor(clock.nowMs() / 1000)) },
    },
    ScanIndexForward: false,
  });

  async function countOpen(): Promise<{ open: number; more: boolean }> {
    let open = 0;
    for await (const page of client.query({ ...query('open'), Select: 'COUNT' })) {
      open += page.Count ?? 0;
      if (open >= MOST_COUNTED) return { open, more: page.LastEvaluatedKey !== undefined };
    }
    return { open, more: false };
  }

  async function* inOrder(
    shard: Shard,
    { fromMs, beforeMs }: ErrorLogFilter,
    pageSize?: number,
  ): AsyncGenerator<ErrorLogEntry> {
    const plain = query(shard);
    const asked = {
      ...plain,
      KeyConditionExpression: '#shard = :shard AND #parked BETWEEN :from AND :until',
      ExpressionAttributeNames: { ...plain.ExpressionAttributeNames, '#parked': index.sortKey },
      ExpressionAttributeValues: {
        ...plain.ExpressionAttributeValues,
        ':from': { N: String(fromMs ?? 0) },
        ':until': { N: String((beforeMs ?? END_OF_TIME_MS) - 1) },
      },
    };
    for await (const { Items = [] } of client.query(asked, { pageSize })) yield* readItems(Items);
  }

  async function* search(filter: ErrorLogFilter): AsyncGenerator<ErrorLogEntry> {
    // DynamoDB refuses a range that ends before it begins.
    if ((filter.fromMs ?? 0) >= (filter.beforeMs ?? END_OF_TIME_MS)) return;
    const open = inOrder('open', filter);
    const done = () => newestFirst(inOrder('replayed', filter), inOrder('dismissed', filter));
    const entries = filter.all ? newestFirst(open, done()) : open;
    for await (const entry of entries) if (matches(entry, filter)) yield entry;
  }

  return {
    search,
    async newest(limit) {
      const [counted, newest] = await Promise.all([
        countOpen(),
        limit > 0 ? first(inOrder('open', {}, limit), limit) : [],
      ]);
      return { ...counted, newest };
    },
  };
}

const END_OF_TIME_MS = 8.64e15;

const readItems = (items: readonly Item[]): ErrorLogEntry[] => items.map(readEntry);

async function first<T>(all: AsyncIterable<T>, limit: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of all) {
    taken.push(one);
    if (taken.length >= limit) break;
  }
  return taken;
}

/** Merges two sorted lists. */
async function* newestFirst(
  a: AsyncGenerator<ErrorLogEntry>,
  b: AsyncGenerator<ErrorLogEntry>,
): AsyncGenerator<ErrorLogEntry> {
  let [fromA, fromB] = await Promise.all([a.next(), b.next()]);
  while (!fromA.done || !fromB.done) {
    if (!fromA.done && (fromB.done || fromA.value.parkedAtMs >= fromB.value.parkedAtMs)) {
      yield fromA.value;
      fromA = await a.next();
    } else if (!fromB.done) {
      yield fromB.value;
      fromB = await b.next();
    }
  }
}
