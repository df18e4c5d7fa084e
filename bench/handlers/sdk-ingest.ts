// Ingest with the clients of the SDK in place of signed requests: what it would cost with them.
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoDbBacklogLister } from '../../functions/core/backlog/dynamodb-backlogs.ts';
import { dynamoDbCopyKeeper } from '../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { s3BodyWriter } from '../../functions/core/delivery/s3-body-store.ts';
import { sqsJobQueue } from '../../functions/core/delivery/sqs-job-queue.ts';
import { ACKNOWLEDGE, STORE } from '../../functions/core/policy.ts';
import { dynamoDbSourceReader } from '../../functions/core/source/dynamodb-source-store.ts';
import { sourceDirectory } from '../../functions/core/source/source-directory.ts';
import { dynamoDbSessions } from '../../functions/core/wait/dynamodb-sessions.ts';
import { accept } from '../../functions/ingest/accept.ts';
import { ingestEnvironment } from '../../functions/ingest/config.ts';
import { readWebhookRequest } from '../../functions/ingest/request.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import { dynamoDb, sqs } from '../../functions/runtime/aws/clients.ts';
import { sdkMessageSender } from '../../functions/runtime/aws/sdk-sqs.ts';
import { clock } from '../../functions/runtime/clock.ts';
import { readEnvironment } from '../../functions/runtime/environment.ts';
import { jsonLog } from '../../functions/runtime/log.ts';

const config = readEnvironment(ingestEnvironment, process.env);
const client = dynamoDb(STORE);
const table = config.SESSIONS_TABLE;
const retentionMs = config.SESSION_RETENTION_DAYS * 24 * 3600_000;

const ports = {
  queue: sqsJobQueue(sdkMessageSender(sqs(STORE)), {
    waits: config.WAITS_QUEUE_URL,
    events: config.EVENTS_QUEUE_URL,
  }),
  sessions: dynamoDbSessions({ client, table, clock, retentionMs }),
  copies: dynamoDbCopyKeeper({ client, table, clock }),
  backlogs: dynamoDbBacklogLister({ client, table, clock }),
  directory: sourceDirectory(
    dynamoDbSourceReader({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES }),
    clock,
  ),
  bodies: s3BodyWriter({
    bucket: config.BODIES_BUCKET,
    region: config.AWS_REGION,
    requestMs: ACKNOWLEDGE.storeBodyMs,
  }),
  clock,
  log: jsonLog('ingest', clock.nowMs),
  newId: randomUUID,
};

const settings = { keys: config.ACUSE_KEY, deadlineMs: config.SESSION_DEADLINE_SECONDS * 1000 };

export const handler = (event: APIGatewayProxyEventV2) => accept(readWebhookRequest(event), ports, settings);
