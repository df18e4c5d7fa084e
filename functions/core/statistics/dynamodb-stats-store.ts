// Statistics on DynamoDB: an item an entry, under its hour and minute so that a window is a few ranges. No item is
// ever changed by adding, so none is hot, and the same entry once more makes no difference.
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { shardOf } from '../../runtime/aws/shard.ts';
import { STATS } from '../tables.ts';
import { hourOf, minuteInHour } from './dynamodb-stats-hour.ts';
import { printTally, type StatsEntry } from './stats-entry.ts';
import type { StatsStore } from './stats-store.ts';

const { partitionKey, sortKey, expiry } = STATS;

export interface StatsStoreOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly retentionMs: number;
}

/** As many writes at a time; a batch of the access log makes one or two, one that was long delayed hundreds. */
const WRITES_AT_ONCE = 25;

export function dynamoDbStats({ client, table, retentionMs }: StatsStoreOptions): StatsStore {
  async function put(entry: StatsEntry, signal: AbortSignal | undefined): Promise<void> {
    const { kind, id, minuteMs, writer, tally } = entry;
    const rest = `${kind}#${writer}#${id}`;
    const Item = {
      [partitionKey]: { S: `${hourOf(minuteMs)}#${shardOf(rest)}` },
      [sortKey]: { S: `${minuteInHour(minuteMs)}#${rest}` },
      [expiry]: { N: String(Math.ceil((minuteMs + retentionMs) / 1000)) },
      tally: { S: printTally(tally) },
    };
    await client.putItem({ TableName: table, Item }, signal);
  }

  return {
    async write(entries, signal) {
      for (let at = 0; at < entries.length; at += WRITES_AT_ONCE) {
        const written = await Promise.allSettled(
          entries.slice(at, at + WRITES_AT_ONCE).map((entry) => put(entry, signal)),
        );
        for (const one of written) if (one.status === 'rejected') throw one.reason;
      }
    },
  };
}
