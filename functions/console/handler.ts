// The console function: returns the console as HTML. It only reads. The buttons call operate with the permissions of
// the user.
//
// May, besides writing its log:
//   StatsTable, SessionsTable/index/due, FailuresTable/index/newest: dynamodb:Query
//   SourcesTable: dynamodb:GetItem

import { dynamoDbBreakerList } from '../core/breaker/dynamodb-breakers.ts';
import { dynamoDbErrorLogReader } from '../core/error-log/dynamodb-error-log-reader.ts';
import { STORE } from '../core/policy.ts';
import { dynamoDbSources } from '../core/source/dynamodb-source-store.ts';
import { dynamoDbStatsReader } from '../core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbOpenWaits } from '../core/wait/dynamodb-open-waits.ts';
import { FIRST_SOURCES } from '../platforms/list.ts';
import { dynamoDb } from '../runtime/aws/clients.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { jsonLog } from '../runtime/log.ts';
import { answer } from './answer.ts';
import { consoleEnvironment } from './config.ts';

const config = readEnvironment(consoleEnvironment, process.env);

const client = dynamoDb(STORE);

const ports = {
  stats: dynamoDbStatsReader({
    client,
    table: config.STATS_TABLE,
    sources: dynamoDbSources({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES }),
    clock,
  }),
  waits: dynamoDbOpenWaits(client, config.SESSIONS_TABLE),
  breakers: dynamoDbBreakerList({ client, table: config.SESSIONS_TABLE }, clock),
  errorLog: dynamoDbErrorLogReader({ client, table: config.FAILURES_TABLE, clock }),
  clock,
  log: jsonLog('console', clock.nowMs),
};

const settings = {
  ...(config.OPERATE_FUNCTION_ARN !== undefined && { operateArn: config.OPERATE_FUNCTION_ARN }),
};

export async function handler(event: unknown): Promise<unknown> {
  return answer(event, ports, settings);
}
