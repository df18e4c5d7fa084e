// The console function: returns the console as HTML. It only reads. The buttons call operate with the permissions of
// the user.
//
// May, besides writing its log:
//   StatsTable, SessionsTable/index/due, FailuresTable/index/newest: dynamodb:Query
//   SourcesTable: dynamodb:GetItem

import type { Context } from 'aws-lambda';
import { dynamoDbBreakerList } from '../core/breaker/dynamodb-breakers.ts';
import { dynamoDbErrorLogReader } from '../core/error-log/dynamodb-error-log-reader.ts';
import { CONSOLE, STORE } from '../core/policy.ts';
import { dynamoDbSourceReader } from '../core/source/dynamodb-source-store.ts';
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

const sources = dynamoDbSourceReader({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES });

const ports = {
  stats: dynamoDbStatsReader({
    client,
    table: config.STATS_TABLE,
    sources,
    clock,
    readMs: CONSOLE.partMs,
  }),
  sources,
  waits: dynamoDbOpenWaits(client, config.SESSIONS_TABLE),
  breakers: dynamoDbBreakerList({ client, table: config.SESSIONS_TABLE }, clock),
  errorLog: dynamoDbErrorLogReader({ client, table: config.FAILURES_TABLE, clock }),
  clock,
  log: jsonLog('console', clock.nowMs),
};

const defaults = { processor: config.PROCESSOR, deadlineSeconds: config.SESSION_DEADLINE_SECONDS };

export async function handler(
  event: unknown,
  context?: Pick<Context, 'invokedFunctionArn'>,
): Promise<unknown> {
  return answer(event, ports, {
    operateArn: config.OPERATE_FUNCTION_ARN,
    consoleArn: context?.invokedFunctionArn,
    defaults,
  });
}
