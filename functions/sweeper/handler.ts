// Every minute: everything that is due, then what becomes due before the next run. Nothing while another run is at work.
// Several sweepers share the shards of the index (`Sweepers`).
// Calls: the platforms.
//
// May, besides writing its log:
//   SessionsTable/index/due, FailuresTable/index/newest: dynamodb:Query
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem
//   FailuresTable, StatsTable: dynamodb:PutItem
//   SourcesTable: dynamodb:GetItem
//   AcuseApiKeys: secretsmanager:GetSecretValue
//   WaitsQueue, EventsQueue: sqs:SendMessage, sqs:GetQueueAttributes
//   WaitsDeadLetterQueue, EventsDeadLetterQueue: sqs:ReceiveMessage, sqs:DeleteMessage

import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { dynamoDbBacklogs } from '../core/backlog/dynamodb-backlogs.ts';
import { dynamoDbBreakerList } from '../core/breaker/dynamodb-breakers.ts';
import { dynamoDbCopies } from '../core/delivery/dynamodb-delivery-copies.ts';
import { sqsDeadLetters } from '../core/delivery/sqs-dead-letters.ts';
import { sqsJobQueue } from '../core/delivery/sqs-job-queue.ts';
import { sqsQueueDepth } from '../core/delivery/sqs-redelivery.ts';
import { dynamoDbDueList } from '../core/due/dynamodb-due-list.ts';
import { dynamoDbErrorLogReader } from '../core/error-log/dynamodb-error-log-reader.ts';
import { STORE } from '../core/policy.ts';
import { dynamoDbOpenWaits } from '../core/wait/dynamodb-open-waits.ts';
import { dynamoDbSending } from '../core/wait/dynamodb-sending.ts';
import { dynamoDbOutbounds } from '../platforms/dynamodb-outbounds.ts';
import { dynamoDb, sqs } from '../runtime/aws/clients.ts';
import { sdkMessageSender } from '../runtime/aws/sdk-sqs.ts';
import { shards } from '../runtime/aws/shard.ts';
import { signedDynamoDb } from '../runtime/aws/signed/dynamodb.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { toStandardOutput } from '../runtime/log.ts';
import { sweeperEnvironment } from './config.ts';
import { dynamoDbRunLease } from './dynamodb-run-lease.ts';
import { emptyDeadLetterQueues } from './empty-dead-letters.ts';
import { printMetrics } from './print-metrics.ts';
import { runAlone } from './run-alone.ts';
import { type Sweep, startSweep } from './sweep.ts';

const config = readEnvironment(sweeperEnvironment, process.env);
const client = dynamoDb(STORE);
const { outbounds } = dynamoDbOutbounds(config, client);
// Each wait that is due is four calls: docs/decisions/own-signed-requests.md.
const sessionsClient = signedDynamoDb({ region: config.AWS_REGION, limits: STORE });
const sending = dynamoDbSending({ fn: 'sweeper', config, client, sessionsClient, outbounds });
const queues = sqs(STORE);
const table = config.SESSIONS_TABLE;
const urls = { waits: config.WAITS_QUEUE_URL, events: config.EVENTS_QUEUE_URL };

const shared = {
  ...sending.ports,
  copies: dynamoDbCopies({ client, table, clock }),
  backlogs: dynamoDbBacklogs({ client, table, clock }),
  queue: sqsJobQueue(sdkMessageSender(queues), urls),
  depth: sqsQueueDepth(queues, urls),
  deadLetters: sqsDeadLetters(queues, {
    waits: config.WAITS_DEAD_LETTER_QUEUE_URL,
    events: config.EVENTS_DEAD_LETTER_QUEUE_URL,
  }),
};

const watched = {
  errorLog: dynamoDbErrorLogReader({ client, table: config.FAILURES_TABLE, clock }),
  openWaits: dynamoDbOpenWaits(client, table),
  breakers: dynamoDbBreakerList({ client, table }, clock),
  clock,
  log: sending.ports.log,
  print: toStandardOutput,
};

const sweepers = Number(config.SWEEPERS);

const settings = {
  ...sending.settings,
  fallbackKeys: config.FALLBACK_KEYS,
  deadlineMs: config.SESSION_DEADLINE_SECONDS * 1000,
  updatesPerSecond: config.UPDATES_PER_SECOND / sweepers,
};

/** What the schedule sends. */
const scheduled = v.object({ sweeper: v.pipe(v.number(), v.integer(), v.minValue(0)) });

export async function handler(event: unknown, context: Context): Promise<void> {
  const startsAtMs = clock.nowMs();
  const endsAtMs = startsAtMs + context.getRemainingTimeInMillis();
  const run = { owner: randomUUID(), startsAtMs, endsAtMs };
  // Any other event is of the first version's schedule.
  const sweeper = v.is(scheduled, event) ? event.sweeper : 0;
  const mine = shards.filter((_, at) => at % sweepers === sweeper);
  const ports = { ...shared, due: dynamoDbDueList(client, table, mine) };
  const alone = { lease: dynamoDbRunLease({ client, table, sweeper }), clock, log: shared.log };
  let sweep: Sweep | undefined;
  await runAlone(run, alone, async () => {
    sweep = startSweep(run, ports, settings);
    await sending.counting(sweep.lookAtDue);
    const aside = sweeper === 0 ? workAside(endsAtMs) : undefined;
    await sending.counting(sweep.stay);
    await aside;
  });
  if (sweep) await sending.counting(sweep.end);
}

/** Beside what is due. Never throws. */
async function workAside(endsAtMs: number): Promise<void> {
  await emptyDeadLetterQueues(shared, { endsAtMs, deadlineMs: settings.deadlineMs });
  await printMetrics(watched, config.STACK_NAME);
}
