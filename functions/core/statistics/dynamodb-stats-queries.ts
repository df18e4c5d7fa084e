// Reads the items of the table of statistics: records, merged blocks, and what the first version wrote.
import { inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import { shards } from '../../runtime/aws/shard.ts';
import { STATS } from '../tables.ts';
import { hourOf, MERGED, minuteInHour, type StatsItem } from './dynamodb-stats-items.ts';
import { MINUTE_MS, type StatsEntry, statsKind } from './stats-entry.ts';
import { parseEntries, parseTally } from './stored-entries.ts';

const { partitionKey, sortKey, expiry } = STATS;

export interface StatsTable {
  readonly client: TableClient;
  readonly table: string;
}

/** Minutes of one hour, both ends included, in ms since 1970. */
export interface MinuteRange {
  readonly fromMs: number;
  readonly toMs: number;
}

interface ReadOptions {
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Sees every write that has ended. */
  readonly consistent?: boolean;
}

export const HOUR_MS = 60 * MINUTE_MS;

export const hourStart = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** @throws for what no version wrote. */
export function readItem(item: StatsItem): StatsEntry[] {
  const key = item[sortKey]?.S ?? '';
  const minuteMs = minuteOfItem(item);
  const { entries, tally } = item;
  if (tally) return [readFirstItem(key, minuteMs, tally)];
  return parseEntries(entries?.B ? inflateRawSync(entries.B).toString() : (entries?.S ?? ''), minuteMs);
}

/** Of a merged block: its first minute. */
const minuteOfItem = (item: StatsItem): number =>
  Date.parse(`${item[partitionKey]?.S?.slice(0, 13)}:${item[sortKey]?.S?.slice(0, 2)}:00Z`);

/** The first version wrote an item for each entry. */
function readFirstItem(key: string, minuteMs: number, tally: AttributeValue): StatsEntry {
  const [, kind, , ...id] = key.split('#');
  return { kind: statsKind(kind), id: id.join('#'), minuteMs, tally: parseTally(tally.S ?? '') };
}

/** Visits the entries of each record, as they come. */
export async function visitRecords(
  table: StatsTable,
  range: MinuteRange,
  options: ReadOptions,
  visit: (entries: readonly StatsEntry[]) => void,
): Promise<void> {
  const reading = shards.map(async (shard) => {
    for await (const item of itemsOf(table, shard, range, options)) visit(readItem(item));
  });
  await Promise.all(reading);
}

/** The merged blocks of the range, by their start. */
export async function mergedBlocks(
  table: StatsTable,
  range: MinuteRange,
  options: ReadOptions,
): Promise<Map<number, StatsItem>> {
  const blocks = new Map<number, StatsItem>();
  for await (const item of itemsOf(table, MERGED, range, options)) {
    blocks.set(minuteOfItem(item), item);
  }
  return blocks;
}

async function* itemsOf(
  { client, table }: StatsTable,
  shard: string,
  { fromMs, toMs }: MinuteRange,
  { nowMs, signal, consistent = false }: ReadOptions,
): AsyncGenerator<StatsItem> {
  const pages = client.query(
    {
      TableName: table,
      KeyConditionExpression: '#hour = :hour AND #entry BETWEEN :from AND :to',
      FilterExpression: '#expiry > :now',
      ExpressionAttributeNames: { '#hour': partitionKey, '#entry': sortKey, '#expiry': expiry },
      ExpressionAttributeValues: {
        ':hour': { S: `${hourOf(fromMs)}#${shard}` },
        ':from': { S: minuteInHour(fromMs) },
        // Whatever begins with the last minute: the next character of a record is a #.
        ':to': { S: `${minuteInHour(toMs)}~` },
        ':now': { N: String(Math.floor(nowMs / 1000)) },
      },
      ConsistentRead: consistent,
    },
    { signal },
  );
  for await (const { Items = [] } of pages) yield* Items;
}
