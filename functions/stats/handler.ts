// The stats function: counts the access log of the API into the statistics.
//
// May, besides writing its log:
//   StatsTable: dynamodb:PutItem, dynamodb:Query
//   SourcesTable: dynamodb:GetItem

import type { CloudWatchLogsEvent } from 'aws-lambda';
import { STORE } from '../core/policy.ts';
import { dynamoDbSources } from '../core/source/dynamodb-source-store.ts';
import { sourceDirectory } from '../core/source/source-directory.ts';
import { dynamoDbStatsCompaction } from '../core/statistics/dynamodb-stats-compaction.ts';
import { dynamoDbStats } from '../core/statistics/dynamodb-stats-store.ts';
import { FIRST_SOURCES } from '../platforms/list.ts';
import { dynamoDb } from '../runtime/aws/clients.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { jsonLog } from '../runtime/log.ts';
import { statsEnvironment } from './config.ts';
import { countBatch } from './count-batch.ts';
import { readBatch } from './log-batch.ts';

const config = readEnvironment(statsEnvironment, process.env);
const client = dynamoDb(STORE);

const table = {
  client,
  table: config.STATS_TABLE,
  retentionMs: config.STATS_RETENTION_DAYS * 24 * 3600_000,
};

const ports = {
  directory: sourceDirectory(
    dynamoDbSources({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES }),
    clock,
  ),
  stats: dynamoDbStats(table),
  compaction: dynamoDbStatsCompaction({ ...table, clock }),
  clock,
  log: jsonLog('stats', clock.nowMs),
};

export async function handler(event: CloudWatchLogsEvent): Promise<void> {
  await countBatch(readBatch(event), ports, config.SLOW_MS);
}
