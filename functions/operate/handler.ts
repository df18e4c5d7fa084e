// Orders of an operator → carried out. May read, write and erase sessions, the error log and stored bodies, write the
// settings of sources, and call Treble. Nothing on the internet can reach it: IAM says who may invoke it.
import type { Context } from 'aws-lambda';
import { trebleUpdater } from '../platforms/treble/session-updater.ts';
import { dynamoDb } from '../shared/aws/clients.ts';
import { dynamoDbBreakers } from '../shared/aws/dynamodb-breakers.ts';
import { dynamoDbFailures } from '../shared/aws/dynamodb-failures.ts';
import { dynamoDbHeldFailures, dynamoDbHeldSessions } from '../shared/aws/dynamodb-holdings.ts';
import { dynamoDbSessions } from '../shared/aws/dynamodb-sessions.ts';
import { dynamoDbSources } from '../shared/aws/dynamodb-sources.ts';
import { s3Holdings } from '../shared/aws/s3-holdings.ts';
import { breaker } from '../shared/breaker.ts';
import { clock } from '../shared/clock.ts';
import type { OrderResult } from '../shared/domain/order.ts';
import { readEnvironment } from '../shared/environment.ts';
import { jsonLog } from '../shared/log.ts';
import { operateEnvironment } from './config.ts';
import { operate } from './operate.ts';

const config = readEnvironment(operateEnvironment, process.env);
const dayMs = 24 * 3600_000;
const client = dynamoDb();
const table = config.SESSIONS_TABLE;
const log = jsonLog('operate', clock.nowMs);

const ports = {
  sessions: dynamoDbSessions({ client, table, clock, retentionMs: config.SESSION_RETENTION_DAYS * dayMs }),
  sources: dynamoDbSources(client, config.SOURCES_TABLE),
  failures: dynamoDbFailures({
    client,
    table: config.FAILURES_TABLE,
    retentionMs: config.PAYLOAD_RETENTION_DAYS * dayMs,
  }),
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
  counters: { outcome: () => undefined, call: () => undefined },
  clock,
  log,
  random: Math.random,
};

const settings = {
  settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
  windowMs: config.SEND_WINDOW_HOURS * 3600_000,
};

export async function handler(event: unknown, context: Context): Promise<OrderResult> {
  return operate(event, context.awsRequestId, ports, settings);
}
