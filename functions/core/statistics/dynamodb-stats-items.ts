// The items of the table of statistics, as they are written. Records stand under their hour and a shard, in the order of their minutes (UTC).
// What past minutes were merged to stands under its hour alone, an item for each block of minutes.
import { deflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../runtime/aws/shard.ts';
import { STATS } from '../tables.ts';
import { printEntries, SMALL_RECORD_CHARACTERS, type StatsEntry } from './stats-entry.ts';

const { partitionKey, sortKey, expiry } = STATS;

export type StatsItem = Record<string, AttributeValue>;

/** `2030-01-31T23` */
export const hourOf = (ms: number): string => new Date(ms).toISOString().slice(0, 13);

/** `59` */
export const minuteInHour = (ms: number): string => new Date(ms).toISOString().slice(14, 16);

export const recordKey = (minuteMs: number, writer: string): StatsItem => ({
  [partitionKey]: { S: `${hourOf(minuteMs)}#${shardOf(writer)}` },
  [sortKey]: { S: `${minuteInHour(minuteMs)}#${writer}` },
});

/** Stands in the place of a shard. */
export const MERGED = 'merged';

export const mergedKey = (blockMs: number): StatsItem => ({
  [partitionKey]: { S: `${hourOf(blockMs)}#${MERGED}` },
  [sortKey]: { S: minuteInHour(blockMs) },
});

export const expiryOf = (minuteMs: number, retentionMs: number): StatsItem => ({
  [expiry]: { N: String(Math.ceil((minuteMs + retentionMs) / 1000)) },
});

/** As text while it is small, else compressed to about a quarter. */
export function printItem(entries: readonly StatsEntry[], minuteMs: number): StatsItem {
  const text = printEntries(entries, minuteMs);
  return { entries: text.length <= SMALL_RECORD_CHARACTERS ? { S: text } : { B: deflateRawSync(text) } };
}
