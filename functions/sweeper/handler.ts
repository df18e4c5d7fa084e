// Every minute: whatever is due. May read the sweeper's index, write sessions and the error log, send to both
// queues, empty both dead-letter queues, and call Treble.
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { trebleUpdater } from '../platforms/treble/session-updater.ts';
import { dynamoDb, sqs } from '../shared/aws/clients.ts';
import { dynamoDbBreakerList, dynamoDbBreakers } from '../shared/aws/dynamodb-breakers.ts';
import { dynamoDbCopies } from '../shared/aws/dynamodb-copies.ts';
import { dynamoDbDueList } from '../shared/aws/dynamodb-due-list.ts';
import { dynamoDbErrorLog } from '../shared/aws/dynamodb-error-log.ts';
import { dynamoDbFailures } from '../shared/aws/dynamodb-failures.ts';
import { dynamoDbOpenWaits } from '../shared/aws/dynamodb-open-waits.ts';
import { dynamoDbSessions } from '../shared/aws/dynamodb-sessions.ts';
import { dynamoDbStats } from '../shared/aws/dynamodb-stats.ts';
import { sqsDeadLetters } from '../shared/aws/sqs-dead-letters.ts';
import { sqsJobQueue } from '../shared/aws/sqs-job-queue.ts';
import { breaker } from '../shared/breaker.ts';
import { clock } from '../shared/clock.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog, toStandardOutput } from '../shared/log.ts';
import { openTally } from '../shared/tally.ts';
import { sweeperEnvironment } from './config.ts';
import { printMetrics } from './print-metrics.ts';
import { sweep } from './sweep.ts';

const config = readEnvironment(sweeperEnvironment, process.env);
const dayMs = 24 * 3600_000;
const client = dynamoDb();
const queues = sqs();
const table = config.SESSIONS_TABLE;
const log = jsonLog('sweeper', clock.nowMs);

const stats = dynamoDbStats({
  client,
  table: config.STATS_TABLE,
  retentionMs: config.STATS_RETENTION_DAYS * dayMs,
});

const ports = {
  due: dynamoDbDueList(client, table),
  sessions: dynamoDbSessions({ client, table, clock, retentionMs: config.SESSION_RETENTION_DAYS * dayMs }),
  copies: dynamoDbCopies({ client, table, clock }),
  failures: dynamoDbFailures({
    client,
    table: config.FAILURES_TABLE,
    retentionMs: config.PAYLOAD_RETENTION_DAYS * dayMs,
  }),
  queue: sqsJobQueue(queues, { waits: config.WAITS_QUEUE_URL, events: config.EVENTS_QUEUE_URL }),
  deadLetters: sqsDeadLetters(queues, {
    waits: config.WAITS_DEAD_LETTER_QUEUE_URL,
    events: config.EVENTS_DEAD_LETTER_QUEUE_URL,
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

const watched = {
  errorLog: dynamoDbErrorLog({ client, table: config.FAILURES_TABLE, clock }),
  openWaits: dynamoDbOpenWaits(client, table),
  breakers: dynamoDbBreakerList({ client, table }, clock),
  clock,
  log,
  print: toStandardOutput,
};

const settings = {
  fallbackKeys: config.FALLBACK_KEYS,
  deadlineMs: config.SESSION_DEADLINE_SECONDS * 1000,
  updatesPerSecond: config.UPDATES_PER_SECOND,
  settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
  windowMs: config.SEND_WINDOW_HOURS * 3600_000,
};

export async function handler(_event: unknown, context: Context): Promise<void> {
  const endsAtMs = clock.nowMs() + context.getRemainingTimeInMillis();
  const counters = openTally({ stats, clock, log, newId: randomUUID }, config.SLOW_MS);
  try {
    await sweep({ owner: randomUUID(), endsAtMs }, { ...ports, counters }, settings);
  } finally {
    await counters.write();
  }
  await printMetrics(watched, config.STACK_NAME);
}
