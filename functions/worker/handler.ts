// Jobs → done, in the table, or back in the queue.
// Calls: Treble, the processor.
//
// May, besides writing its log:
//   WaitsQueue, EventsQueue: sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem
//   FailuresTable, StatsTable: dynamodb:PutItem
//   SourcesTable: dynamodb:GetItem
//   BodiesBucket/*: s3:GetObject
//   ProcessorFunctionArns (if any): lambda:InvokeFunction
import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamoDbAttempts } from '../core/delivery/dynamodb-attempt-counter.ts';
import type { Job } from '../core/delivery/job.ts';
import { s3Bodies } from '../core/delivery/s3-body-store.ts';
import { sqsRedelivery } from '../core/delivery/sqs-job-queue.ts';
import { dynamoDbSources } from '../core/source/dynamodb-source-store.ts';
import { sourceDirectory } from '../core/source/source-directory.ts';
import type { Counters } from '../core/statistics/counters.ts';
import { sending } from '../core/wait/dynamodb-sending.ts';
import { longDeadlineWarning } from '../core/wait/long-deadline.ts';
import { type ResumeTarget, resumeUrl } from '../core/wait/resume-url.ts';
import { lambdaFunctions } from '../processors/lambda/lambda-function-caller.ts';
import { dynamoDb, sqs } from '../runtime/aws/clients.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { admit } from './admit.ts';
import { processorChooser } from './choose-processor.ts';
import { workerEnvironment } from './config.ts';
import { returnMessages } from './return-messages.ts';
import { workEvents } from './work-events.ts';
import { workWaitMessage } from './work-wait-message.ts';

const config = readEnvironment(workerEnvironment, process.env);
const client = dynamoDb();
const shared = sending('worker', config, client);
const table = config.SESSIONS_TABLE;
const urls = { waits: config.WAITS_QUEUE_URL, events: config.EVENTS_QUEUE_URL };

const bodies = s3Bodies({
  bucket: config.BODIES_BUCKET,
  region: config.AWS_REGION,
  endpoint: config.AWS_ENDPOINT_URL_S3,
});

const admission = {
  directory: sourceDirectory(dynamoDbSources(client, config.SOURCES_TABLE), clock),
  bodies,
  chooseProcessor: processorChooser(config, {
    clock,
    functions: lambdaFunctions({ endpoint: config.AWS_ENDPOINT_URL_LAMBDA }),
  }),
};

const ports = {
  ...shared.ports,
  admit: (job: Job) => admit(job, admission),
  bodies,
  attempts: dynamoDbAttempts({ client, table, clock }),
  redelivery: sqsRedelivery(sqs(), urls),
};

const settings = {
  ...shared.settings,
  fallbackKeys: config.FALLBACK_KEYS,
  deadlineMs: config.SESSION_DEADLINE_SECONDS * 1000,
  resumeDelayMs: config.RESUME_DELAY_MS,
  resumeUrl: (target: ResumeTarget) => resumeUrl(config.BASE_URL, config.ACUSE_KEY, target),
};

// Where an operator looks who did not see what the deployment's tools could not say: parameters are opaque to them.
const warning = longDeadlineWarning(config.SESSION_DEADLINE_SECONDS);
if (warning !== undefined) shared.ports.log.write('warn', { event: 'long_deadline', warning });

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return shared.counting((counters) => work(event, context, { ...ports, counters }));
}

async function work(
  event: SQSEvent,
  context: Context,
  having: typeof ports & { readonly counters: Counters },
): Promise<SQSBatchResponse> {
  const endsAtMs = clock.nowMs() + context.getRemainingTimeInMillis();
  const messages = event.Records.map(toMessage);
  const waits = event.Records.every(
    ({ eventSourceARN }) => nameOf(eventSourceARN, ':') === nameOf(urls.waits, '/'),
  );
  if (!waits) {
    const retries = await workEvents(messages, having, endsAtMs);
    return returnMessages('events', messages, retries, having);
  }
  const invocation = { owner: randomUUID(), endsAtMs };
  const retries = await Promise.all(
    messages.map((message) => workWaitMessage(message, invocation, having, settings)),
  );
  return returnMessages('waits', messages, retries.flat(), having);
}

const nameOf = (path: string, separator: string) => path.slice(path.lastIndexOf(separator) + 1);

function toMessage({ messageId, receiptHandle, body, attributes }: SQSRecord) {
  return {
    id: messageId,
    receiptHandle,
    body,
    group: attributes.MessageGroupId ?? messageId,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  };
}
