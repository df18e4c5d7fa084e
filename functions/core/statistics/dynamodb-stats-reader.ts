// Reads the statistics of a window and folds them as they come, page by page, with the sources as they are set up.

import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import type { Item } from '../../runtime/aws/item.ts';
import { shards } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { STATISTICS } from '../policy.ts';
import type { SourceStore } from '../source/source-store.ts';
import { STATS } from '../tables.ts';
import { hourOf, minuteInHour } from './dynamodb-stats-hour.ts';
import { MINUTE_MS, parseTally, type StatsEntry, statsKind } from './stats-entry.ts';
import { statsFold } from './stats-fold.ts';
import type { StatsReader } from './stats-store.ts';
import { minutesOf, type StatsWindow, windowOf } from './stats-window.ts';

const { partitionKey, sortKey, expiry } = STATS;

export interface StatsReaderOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly sources: Pick<SourceStore, 'read'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** @throws when the table or the settings cannot be read within 20 s. */
export function dynamoDbStatsReader({ client, table, sources, clock }: StatsReaderOptions): StatsReader {
  async function* entriesOf(hour: Hour, shard: string, signal: AbortSignal): AsyncGenerator<StatsEntry> {
    const pages = client.query(
      {
        TableName: table,
        KeyConditionExpression: '#hour = :hour AND #entry BETWEEN :from AND :to',
        FilterExpression: '#expiry > :now',
        ExpressionAttributeNames: { '#hour': partitionKey, '#entry': sortKey, '#expiry': expiry },
        ExpressionAttributeValues: {
          ':hour': { S: `${hour.name}#${shard}` },
          ':from': { S: hour.firstMinute },
          // Whatever begins with the last minute: the next character of an entry is a #.
          ':to': { S: `${hour.lastMinute}~` },
          ':now': { N: String(Math.floor(clock.nowMs() / 1000)) },
        },
      },
      { signal },
    );
    for await (const { Items = [] } of pages) for (const item of Items) yield readItem(item, hour);
  }

  return {
    async read({ minutes, source }) {
      const signal = AbortSignal.timeout(STATISTICS.readMs);
      const window = windowOf(minutes, clock.nowMs());
      const fold = statsFold(window);
      const settings = sources.read(signal);
      // Its failure is told when it is asked for, below.
      settings.catch(() => undefined);
      for (const hour of hoursOf(window)) {
        const reading = shards.map(async (shard) => {
          for await (const entry of entriesOf(hour, shard, signal)) fold.add(entry);
        });
        await Promise.all(reading);
      }
      return fold.report((await settings).sources, source);
    },
  };
}

interface Hour {
  readonly name: string;
  readonly startMs: number;
  readonly firstMinute: string;
  readonly lastMinute: string;
}

/** The hours that a window touches, and which of their minutes. */
function hoursOf(window: StatsWindow): Hour[] {
  const hours = new Map<string, Hour>();
  for (const atMs of minutesOf(window)) {
    const name = hourOf(atMs);
    const lastMinute = minuteInHour(atMs);
    const startMs = atMs - Number(lastMinute) * MINUTE_MS;
    hours.set(name, { firstMinute: lastMinute, ...hours.get(name), name, startMs, lastMinute });
  }
  return [...hours.values()];
}

function readItem(item: Item, { startMs }: Hour): StatsEntry {
  const [minute, kind, writer = '', ...id] = item[sortKey]?.S?.split('#') ?? [];
  return {
    kind: statsKind(kind),
    id: id.join('#'),
    minuteMs: startMs + Number(minute) * MINUTE_MS,
    writer,
    tally: parseTally(item['tally']?.S ?? ''),
  };
}
