// The console: everything that people look at, as HTML. May read statistics, sessions, sources and the error log, and
// nothing else: who may look may not act.
import { dynamoDb } from '../shared/aws/clients.ts';
import { dynamoDbBreakerList } from '../shared/aws/dynamodb-breakers.ts';
import { dynamoDbErrorLog } from '../shared/aws/dynamodb-error-log.ts';
import { dynamoDbOpenWaits } from '../shared/aws/dynamodb-open-waits.ts';
import { dynamoDbSources } from '../shared/aws/dynamodb-sources.ts';
import { dynamoDbStatsReader } from '../shared/aws/dynamodb-stats-reader.ts';
import { clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { answer } from './answer.ts';
import { consoleEnvironment } from './config.ts';

const config = readEnvironment(consoleEnvironment, process.env);

const client = dynamoDb();

const ports = {
  stats: dynamoDbStatsReader({
    client,
    table: config.STATS_TABLE,
    sources: dynamoDbSources(client, config.SOURCES_TABLE),
    clock,
  }),
  waits: dynamoDbOpenWaits(client, config.SESSIONS_TABLE),
  breakers: dynamoDbBreakerList({ client, table: config.SESSIONS_TABLE }, clock),
  errorLog: dynamoDbErrorLog({ client, table: config.FAILURES_TABLE, clock }),
  clock,
  log: jsonLog('console', clock.nowMs),
};

const settings = {
  ...(config.OPERATE_FUNCTION_ARN !== undefined && { operateArn: config.OPERATE_FUNCTION_ARN }),
};

export async function handler(event: unknown): Promise<unknown> {
  return answer(event, ports, settings);
}
