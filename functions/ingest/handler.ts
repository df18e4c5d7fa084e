// Webhooks from API Gateway → acknowledged.
//
// May, besides writing its log:
//   WaitsQueue, EventsQueue: sqs:SendMessage
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem
//   SourcesTable: dynamodb:GetItem
//   BodiesBucket/*: s3:PutObject
//   EnvironmentKeyArn (if any): kms:Decrypt

import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { dynamoDbBacklogLister } from '../core/backlog/dynamodb-backlogs.ts';
import { dynamoDbCopyKeeper } from '../core/delivery/dynamodb-delivery-copies.ts';
import { s3BodyWriter } from '../core/delivery/s3-body-store.ts';
import { sqsJobQueue } from '../core/delivery/sqs-job-queue.ts';
import { ACKNOWLEDGE, STORE } from '../core/policy.ts';
import { dynamoDbSourceReader } from '../core/source/dynamodb-source-store.ts';
import { sourceDirectory } from '../core/source/source-directory.ts';
import { dynamoDbSessionRecords } from '../core/wait/dynamodb-sessions.ts';
import { FIRST_SOURCES } from '../platforms/list.ts';
import { signedDynamoDb } from '../runtime/aws/signed/dynamodb.ts';
import { signedMessageSender } from '../runtime/aws/signed/sqs.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import type { ApiAnswer } from '../runtime/http/json-answer.ts';
import { jsonLog } from '../runtime/log.ts';
import { accept } from './accept.ts';
import { ingestEnvironment } from './config.ts';
import { readWebhookRequest } from './request.ts';

const config = readEnvironment(ingestEnvironment, process.env);
const aws = { region: config.AWS_REGION, limits: STORE };
const client = signedDynamoDb(aws);
const table = config.SESSIONS_TABLE;

const ports = {
  queue: sqsJobQueue(signedMessageSender(aws), {
    waits: config.WAITS_QUEUE_URL,
    events: config.EVENTS_QUEUE_URL,
  }),
  sessions: dynamoDbSessionRecords({
    client,
    table,
    clock,
    retentionMs: config.SESSION_RETENTION_DAYS * 24 * 3600_000,
  }),
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

export async function handler(event: APIGatewayProxyEventV2): Promise<ApiAnswer> {
  return accept(readWebhookRequest(event), ports, settings);
}
