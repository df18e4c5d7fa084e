// Jobs → done, in the table, or back in the queue.
// Calls: the platforms, the processor.
//
// May, besides writing its log:
//   WaitsQueue, EventsQueue: sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem
//   FailuresTable, StatsTable: dynamodb:PutItem
//   SourcesTable: dynamodb:GetItem
//   AcuseApiKeys: secretsmanager:GetSecretValue
//   BodiesBucket/*: s3:GetObject
//   ProcessorFunctionArns (if any): lambda:InvokeFunction
//   EnvironmentKeyArn (if any): kms:Decrypt

import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { isRequeueId } from '../core/backlog/backlog.ts';
import { dynamoDbBacklogs } from '../core/backlog/dynamodb-backlogs.ts';
import { dynamoDbAttempts } from '../core/delivery/dynamodb-attempt-counter.ts';
import type { Job } from '../core/delivery/job.ts';
import { s3Bodies } from '../core/delivery/s3-body-store.ts';
import { sqsRedelivery } from '../core/delivery/sqs-redelivery.ts';
import { BODY_STORE, STORE } from '../core/policy.ts';
import { dynamoDbSending } from '../core/wait/dynamodb-sending.ts';
import { longDeadlineWarning } from '../core/wait/long-deadline.ts';
import { type ResumeTarget, resumeUrl } from '../core/wait/resume-url.ts';
import { dynamoDbOutbounds } from '../platforms/dynamodb-outbounds.ts';
import { lambdaFunctions } from '../processors/lambda/lambda-function-caller.ts';
import { dynamoDb, sqs } from '../runtime/aws/clients.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { admit } from './admit.ts';
import { admittedWaitWorker } from './admitted-wait.ts';
import { processorChooser } from './choose-processor.ts';
import { workerEnvironment } from './config.ts';
import { eventWorker } from './event-worker.ts';
import { listener } from './listen.ts';
import { returnMessages } from './return-messages.ts';
import { waitMessagesWorker } from './wait-messages-worker.ts';

const config = readEnvironment(workerEnvironment, process.env);
const client = dynamoDb(STORE);
const { directory, keys, outbounds } = dynamoDbOutbounds(config, client);
const sending = dynamoDbSending({ fn: 'worker', config, client, outbounds });
const table = config.SESSIONS_TABLE;
const urls = { waits: config.WAITS_QUEUE_URL, events: config.EVENTS_QUEUE_URL };

const bodies = s3Bodies({
  bucket: config.BODIES_BUCKET,
  region: config.AWS_REGION,
  ...BODY_STORE,
});

const admission = {
  directory,
  bodies,
  chooseProcessor: processorChooser(config, {
    clock,
    functions: lambdaFunctions({ endpoint: config.AWS_ENDPOINT_URL_LAMBDA }),
    apiKeys: keys,
  }),
};

const settings = {
  ...sending.settings,
  fallbackKeys: config.FALLBACK_KEYS,
  deadlineMs: config.SESSION_DEADLINE_SECONDS * 1000,
  resumeDelayMs: config.RESUME_DELAY_MS,
  resumeUrl: (target: ResumeTarget) => resumeUrl(config.BASE_URL, config.ACUSE_KEY, target),
};

const listening = listener(sending.ports, sending.settings);

const ports = {
  ...sending.ports,
  listener: listening,
  answer: admittedWaitWorker({ ...sending.ports, bodies, listener: listening }, settings),
  admit: (job: Job) => admit(job, admission),
  bodies,
  attempts: dynamoDbAttempts({ client, table, clock }),
  backlogs: dynamoDbBacklogs({ client, table, clock }),
  redelivery: sqsRedelivery(sqs(STORE), urls),
};

// CDK cannot warn about a parameter's value, so the worker logs the warning where an operator will see it.
const warning = longDeadlineWarning(config.SESSION_DEADLINE_SECONDS);
if (warning !== undefined) sending.ports.log.write('warn', { event: 'long_deadline', warning });

const workEvents = eventWorker(ports);
const workWaits = waitMessagesWorker(ports, settings);
const concurrency = { waits: config.WAITS_MAX_CONCURRENCY, events: config.EVENTS_MAX_CONCURRENCY };

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return sending.counting(() => work(event, context));
}

async function work({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const endsAtMs = clock.nowMs() + context.getRemainingTimeInMillis();
  const messages = Records.map(toMessage);
  const areWaits = Records.every(
    ({ eventSourceARN }) => nameOf(eventSourceARN, ':') === nameOf(urls.waits, '/'),
  );
  const queue = areWaits ? 'waits' : 'events';
  const place = { queue, invocation: randomUUID(), concurrency: concurrency[queue] } as const;
  const workMessages = areWaits ? workWaits : workEvents;
  return returnMessages(queue, messages, ports, (ended) =>
    workMessages(messages, { place, endsAtMs }, ended),
  );
}

const nameOf = (path: string, separator: string) => path.slice(path.lastIndexOf(separator) + 1);

function toMessage({ messageId, receiptHandle, body, attributes }: SQSRecord) {
  return {
    id: messageId,
    receiptHandle,
    body,
    group: attributes.MessageGroupId ?? messageId,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    requeued: isRequeueId(attributes.MessageDeduplicationId ?? ''),
  };
}
