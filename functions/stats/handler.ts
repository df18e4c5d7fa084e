// The API's access log → statistics. May write the statistics table and read the sources' settings, nothing else.
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { dynamoDb } from '../shared/aws/clients.ts';
import { dynamoDbSources } from '../shared/aws/dynamodb-sources.ts';
import { dynamoDbStats } from '../shared/aws/dynamodb-stats.ts';
import { clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { sourceDirectory } from '../shared/source-directory.ts';
import { statsEnvironment } from './config.ts';
import { countBatch } from './count-batch.ts';
import { readBatch } from './log-batch.ts';

const config = readEnvironment(statsEnvironment, process.env);
const client = dynamoDb();

const ports = {
  directory: sourceDirectory(dynamoDbSources(client, config.SOURCES_TABLE), clock),
  stats: dynamoDbStats({
    client,
    table: config.STATS_TABLE,
    retentionMs: config.STATS_RETENTION_DAYS * 24 * 3600_000,
  }),
  clock,
  log: jsonLog('stats', clock.nowMs),
};

export async function handler(event: CloudWatchLogsEvent): Promise<void> {
  await countBatch(readBatch(event), ports, config.SLOW_MS);
}
