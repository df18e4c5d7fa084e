// Merges the records of a block of minutes to one item, some minutes after its end. The records stay until they expire,
// so a block can be merged again at any time: by several at once, or when a record comes late. The one with the most
// records is kept, because whoever stores a record before he reads the others has seen it.
//
//   block 10:00 to 10:05     10:05          10:06                10:07
//   records are written ──────┤ last writes  ┤ mergeLate merges   ┤ mergeEnded merges
import type { PutItemInput } from '@aws-sdk/client-dynamodb';
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import type { Clock } from '../../runtime/clock.ts';
import { STATISTICS } from '../policy.ts';
import { expiryOf, mergedKey, printItem } from './dynamodb-stats-items.ts';
import { HOUR_MS, hourStart, mergedBlocks, type StatsTable, visitRecords } from './dynamodb-stats-queries.ts';
import type { StatsStoreOptions } from './dynamodb-stats-store.ts';
import { BLOCK_MS, blockOf, blocksOf } from './stats-block.ts';
import { MINUTE_MS, mergeEntries, type StatsEntry } from './stats-entry.ts';
import type { StatsCompaction } from './stats-store.ts';

export interface StatsCompactionOptions extends StatsStoreOptions {
  readonly client: TableClient;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** An item has at most 400 KB. A block that is larger stays as its records. */
const LARGEST_BYTES = 390_000;

export function dynamoDbStatsCompaction(options: StatsCompactionOptions): StatsCompaction {
  const { clock } = options;
  /** All blocks before this one are merged, or are too old. */
  let mergedUntilMs = 0;

  const limits = () => ({ nowMs: clock.nowMs(), signal: AbortSignal.timeout(STATISTICS.mergeMs) });

  return {
    async mergeLate(minuteMs) {
      const blockMs = blockOf(minuteMs);
      // Half of the pause is for clocks that differ.
      const lateFromMs = blockMs + BLOCK_MS + STATISTICS.settleMs / 2;
      if (clock.nowMs() >= lateFromMs) await merge(blockMs, options, limits());
    },

    async mergeEnded() {
      const endMs = blockOf(clock.nowMs() - STATISTICS.settleMs);
      if (endMs <= mergedUntilMs) return;
      const read = limits();
      for (const blockMs of await unmerged({ fromMs: endMs - HOUR_MS, untilMs: endMs - 1 }, options, read)) {
        await merge(blockMs, options, read);
      }
      mergedUntilMs = endMs;
    },
  };
}

type Limits = { readonly nowMs: number; readonly signal: AbortSignal };

async function unmerged(
  window: { readonly fromMs: number; readonly untilMs: number },
  table: StatsTable,
  limits: Limits,
): Promise<number[]> {
  const blocks = blocksOf(window);
  const hours = Map.groupBy(blocks, hourStart);
  const merged = await Promise.all(
    [...hours.values()].map((each) =>
      mergedBlocks(table, { fromMs: Math.min(...each), toMs: Math.max(...each) }, limits),
    ),
  );
  return blocks.filter((blockMs) => !merged.some((found) => found.has(blockMs)));
}

async function merge(
  blockMs: number,
  { client, table, retentionMs }: Pick<StatsCompactionOptions, 'client' | 'table' | 'retentionMs'>,
  limits: Limits,
): Promise<void> {
  let records = 0;
  const found: StatsEntry[] = [];
  const range = { fromMs: blockMs, toMs: blockMs + BLOCK_MS - MINUTE_MS };
  await visitRecords({ client, table }, range, { ...limits, consistent: true }, (entries) => {
    records += 1;
    found.push(...entries);
  });
  const item = printItem(mergeEntries(found), blockMs);
  if ((item['entries']?.B?.length ?? 0) > LARGEST_BYTES) return;
  const put: PutItemInput = {
    TableName: table,
    Item: {
      ...mergedKey(blockMs),
      ...expiryOf(blockMs, retentionMs),
      ...item,
      records: { N: String(records) },
    },
    ConditionExpression: 'attribute_not_exists(#records) OR #records <= :records',
    ExpressionAttributeNames: { '#records': 'records' },
    ExpressionAttributeValues: { ':records': { N: String(records) } },
  };
  await client.putItem(put, limits.signal);
}
