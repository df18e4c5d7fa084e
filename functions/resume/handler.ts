// Results that processors post later → decided, and the conversation continued. May read and write sessions, write
// the error log, and call Treble.
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { trebleUpdater } from '../platforms/treble/session-updater.ts';
import { dynamoDb } from '../shared/aws/clients.ts';
import { dynamoDbBreakers } from '../shared/aws/dynamodb-breakers.ts';
import { dynamoDbFailures } from '../shared/aws/dynamodb-failures.ts';
import { dynamoDbSessions } from '../shared/aws/dynamodb-sessions.ts';
import { dynamoDbStats } from '../shared/aws/dynamodb-stats.ts';
import { breaker } from '../shared/breaker.ts';
import { clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { openTally } from '../shared/tally.ts';
import type { Answer } from './answer.ts';
import { resumeEnvironment } from './config.ts';
import { takeResult } from './take-result.ts';

const config = readEnvironment(resumeEnvironment, process.env);
const dayMs = 24 * 3600_000;
const client = dynamoDb();
const table = config.SESSIONS_TABLE;
const log = jsonLog('resume', clock.nowMs);

const stats = dynamoDbStats({
  client,
  table: config.STATS_TABLE,
  retentionMs: config.STATS_RETENTION_DAYS * dayMs,
});

const ports = {
  sessions: dynamoDbSessions({ client, table, clock, retentionMs: config.SESSION_RETENTION_DAYS * dayMs }),
  failures: dynamoDbFailures({
    client,
    table: config.FAILURES_TABLE,
    retentionMs: config.PAYLOAD_RETENTION_DAYS * dayMs,
  }),
  updater: trebleUpdater(config.TREBLE_BASE_URL, clock),
  breaker: breaker(
    { store: dynamoDbBreakers({ client, table }), clock, log },
    {
      failures: config.BREAKER_FAILURES,
      windowMs: config.BREAKER_WINDOW_SECONDS * 1000,
      pauseMs: config.BREAKER_PAUSE_SECONDS * 1000,
    },
  ),
  clock,
  log,
  random: Math.random,
};

const settings = {
  key: config.ACUSE_KEY,
  resumeDelayMs: config.RESUME_DELAY_MS,
  settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
  windowMs: config.SEND_WINDOW_HOURS * 3600_000,
};

export async function handler(event: APIGatewayProxyEventV2): Promise<Answer> {
  const { requestContext, queryStringParameters, body, isBase64Encoded } = event;
  const request = {
    method: requestContext.http.method.toUpperCase(),
    token: queryStringParameters?.['token'] ?? '',
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
  const counters = openTally({ stats, clock, log, newId: randomUUID }, config.SLOW_MS);
  try {
    return await takeResult(request, randomUUID(), { ...ports, counters }, settings);
  } finally {
    await counters.write();
  }
}
