// Fills a table of statistics as half an hour of webhooks does: instances of the worker count what they do, and batches of the
// access log are counted and merged, at their virtual time. All by the code of the functions.

import { newSource, type Source } from '../functions/core/source/source.ts';
import { createCounters } from '../functions/core/statistics/counters.ts';
import { dynamoDbStatsCompaction } from '../functions/core/statistics/dynamodb-stats-compaction.ts';
import { dynamoDbStats } from '../functions/core/statistics/dynamodb-stats-store.ts';
import type { StatsRecord } from '../functions/core/statistics/stats-entry.ts';
import type { StatsStore } from '../functions/core/statistics/stats-store.ts';
import type { TableClient } from '../functions/runtime/aws/dynamodb.ts';
import { clock as systemClock } from '../functions/runtime/clock.ts';
import { countBatch } from '../functions/stats/count-batch.ts';

export interface ConsoleLoad {
  readonly events: number;
  readonly sources: number;
  readonly minutes: number;
  /** The end of the load, in ms since 1970. */
  readonly untilMs: number;
}

/** As many executions as both queues may have by default. */
const INSTANCES = 4;

/** The local run's pace. AWS does not document that of CloudWatch Logs. */
const BATCHES_PER_SECOND = 2;

const RETENTION_MS = 30 * 24 * 3600_000;

const SLOW_MS = 2_000;

export const sourcesOf = ({ sources }: ConsoleLoad): Source[] =>
  Array.from({ length: sources }, (_, at) => newSource(`source-${at}`, 'trino', false));

/** @returns the number of writes; a record that is overwritten later is not written before. */
export async function fillStatistics(client: TableClient, table: string, load: ConsoleLoad): Promise<number> {
  let nowMs = load.untilMs - load.minutes * 60_000;
  let writes = 0;
  const clock = { ...systemClock, nowMs: () => nowMs };
  const log = { write: () => undefined };
  const stats = dynamoDbStats({ client, table, retentionMs: RETENTION_MS });
  const pending = new Map<string, StatsRecord>();
  const lastWrites: StatsStore = {
    async write(record) {
      writes += 1;
      pending.set(record.writer, record);
    },
  };
  async function store(): Promise<void> {
    await Promise.all([...pending.values()].map((record) => stats.write(record)));
    pending.clear();
  }
  let ids = 0;
  const newId = () => `writer-${ids++}`;
  const instances = Array.from({ length: INSTANCES }, () =>
    createCounters({ stats: lastWrites, clock, log, newId }, SLOW_MS),
  );
  const ports = {
    directory: { sources: async () => sourcesOf(load), sourcesSince: async () => sourcesOf(load) },
    stats: {
      async write(record: StatsRecord) {
        writes += 1;
        await stats.write(record);
      },
    },
    compaction: dynamoDbStatsCompaction({ client, table, retentionMs: RETENTION_MS, clock }),
    clock,
    log,
  };
  const batches = load.minutes * 60 * BATCHES_PER_SECOND;
  for (let batch = 0; batch < batches; batch += 1) {
    const first = Math.floor((load.events * batch) / batches);
    const events = Array.from(
      { length: Math.floor((load.events * (batch + 1)) / batches) - first },
      (_, at) => first + at,
    );
    for (const event of events) await work(instances[Math.floor(event / 3) % INSTANCES], event, load);
    if (batch % (60 * BATCHES_PER_SECOND) === 0) await store();
    await countBatch(
      events.map((event) => accessLine(event, nowMs, load)),
      ports,
      SLOW_MS,
    );
    nowMs += 1000 / BATCHES_PER_SECOND;
  }
  await store();
  return writes;
}

/** Each event in an invocation of its own: the most that there can be. */
async function work(
  counters: ReturnType<typeof createCounters> | undefined,
  event: number,
  { sources }: ConsoleLoad,
): Promise<void> {
  counters?.outcome(`source-${event % sources}`, 'done');
  counters?.call('http:api.example.com', 'answered', tookMsOf(event));
  await counters?.write();
}

function accessLine(event: number, atMs: number, { sources }: ConsoleLoad) {
  const text = JSON.stringify({
    time: String(Math.floor(atMs)),
    method: 'POST',
    path: `/hooks/source-${event % sources}`,
    status: '200',
    responseLatencyMs: String(tookMsOf(event)),
  });
  return { id: String(event), timestampMs: atMs, text };
}

/** 5 to 1,000 ms, spread as latencies are: most are short. */
const tookMsOf = (event: number): number => Math.round(5 + 995 * (((event * 7919) % 1000) / 1000) ** 4);
