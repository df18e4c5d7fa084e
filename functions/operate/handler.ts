// Orders of an operator → carried out. May read, write and erase sessions, the error log and stored bodies, write the
// settings of sources, send to both queues, and call Treble. Nothing on the internet can reach it: IAM says who may
// invoke it.
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { trebleUpdater } from '../platforms/treble/session-updater.ts';
import { dynamoDb, sqs } from '../shared/aws/clients.ts';
import { dynamoDbBreakers } from '../shared/aws/dynamodb-breakers.ts';
import { dynamoDbFailureEntries } from '../shared/aws/dynamodb-failure-entries.ts';
import { dynamoDbFailures } from '../shared/aws/dynamodb-failures.ts';
import { dynamoDbHeldFailures, dynamoDbHeldSessions } from '../shared/aws/dynamodb-holdings.ts';
import { dynamoDbSessions } from '../shared/aws/dynamodb-sessions.ts';
import { dynamoDbSources } from '../shared/aws/dynamodb-sources.ts';
import { dynamoDbStats } from '../shared/aws/dynamodb-stats.ts';
import { s3Holdings } from '../shared/aws/s3-holdings.ts';
import { sqsJobQueue } from '../shared/aws/sqs-job-queue.ts';
import { breaker } from '../shared/breaker.ts';
import { clock } from '../shared/clock.ts';
import type { OrderResult } from '../shared/domain/order.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { orderOfWidgetCall } from '../shared/order-form.ts';
import { renderOrderResult } from '../shared/order-result.ts';
import { openTally } from '../shared/tally.ts';
import { operateEnvironment } from './config.ts';
import { operate } from './operate.ts';

const config = readEnvironment(operateEnvironment, process.env);
const dayMs = 24 * 3600_000;
const client = dynamoDb();
const table = config.SESSIONS_TABLE;
const log = jsonLog('operate', clock.nowMs);

const stats = dynamoDbStats({
  client,
  table: config.STATS_TABLE,
  retentionMs: config.STATS_RETENTION_DAYS * dayMs,
});

const ports = {
  sessions: dynamoDbSessions({ client, table, clock, retentionMs: config.SESSION_RETENTION_DAYS * dayMs }),
  sources: dynamoDbSources(client, config.SOURCES_TABLE),
  failures: dynamoDbFailures({
    client,
    table: config.FAILURES_TABLE,
    retentionMs: config.PAYLOAD_RETENTION_DAYS * dayMs,
  }),
  entries: dynamoDbFailureEntries({ client, table: config.FAILURES_TABLE, clock }),
  queue: sqsJobQueue(sqs(), { waits: config.WAITS_QUEUE_URL, events: config.EVENTS_QUEUE_URL }),
  holdings: {
    sessions: dynamoDbHeldSessions({ client, table }),
    failures: dynamoDbHeldFailures({ client, table: config.FAILURES_TABLE }),
    bodies: s3Holdings({
      bucket: config.BODIES_BUCKET,
      region: config.AWS_REGION,
      endpoint: config.AWS_ENDPOINT_URL_S3,
    }),
  },
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
  settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
  windowMs: config.SEND_WINDOW_HOURS * 3600_000,
};

/** A dashboard's button calls with what was typed into its form, and shows the HTML that it gets. */
export async function handler(event: unknown, context: Context): Promise<OrderResult | string> {
  const isWidget = typeof event === 'object' && event !== null && 'widgetContext' in event;
  if (!isWidget) return carryOut(event, context);
  const asked = orderOfWidgetCall(event);
  return renderOrderResult(asked.ok ? await carryOut(asked.order, context) : asked);
}

async function carryOut(order: unknown, { awsRequestId }: Context): Promise<OrderResult> {
  const counters = openTally({ stats, clock, log, newId: randomUUID }, config.SLOW_MS);
  try {
    return await operate(order, awsRequestId, { ...ports, counters }, settings);
  } finally {
    await counters.write();
  }
}
