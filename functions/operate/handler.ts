// Commands of an operator → done. It has no URL: IAM says who may invoke it. It scans tables because only a scan finds the data
// of a person.
// Calls: the platforms.
//
// May, besides writing its log:
//   SessionsTable: dynamodb:GetItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:Scan
//   FailuresTable: dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:Scan
//   StatsTable: dynamodb:PutItem
//   WaitsQueue, EventsQueue: sqs:SendMessage
//   SourcesTable: dynamodb:GetItem, dynamodb:UpdateItem
//   AcuseApiKeys: secretsmanager:GetSecretValue
//   BodiesBucket: s3:ListBucket
//   BodiesBucket/*: s3:DeleteObject

import type { Context } from 'aws-lambda';
import { dynamoDbBreakers } from '../core/breaker/dynamodb-breakers.ts';
import type { CommandResult } from '../core/command/command.ts';
import { commandOfWidgetCall } from '../core/command/command-form.ts';
import { renderCommandResult } from '../core/command/result-notice.ts';
import { sqsJobQueue } from '../core/delivery/sqs-job-queue.ts';
import { dynamoDbErrorLogEntries } from '../core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbPersonalErrorLog, dynamoDbPersonalSessions } from '../core/person/dynamodb-personal-data.ts';
import { s3PersonalBodies } from '../core/person/s3-personal-data.ts';
import { BODY_STORE, STORE } from '../core/policy.ts';
import { dynamoDbSources } from '../core/source/dynamodb-source-store.ts';
import { dynamoDbSending } from '../core/wait/dynamodb-sending.ts';
import { dynamoDbOutbounds } from '../platforms/dynamodb-outbounds.ts';
import { FIRST_SOURCES } from '../platforms/list.ts';
import { dynamoDb, sqs } from '../runtime/aws/clients.ts';
import { sdkMessageSender } from '../runtime/aws/sdk-sqs.ts';
import { clock } from '../runtime/clock.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { operateEnvironment } from './config.ts';
import { operator } from './operate.ts';

const config = readEnvironment(operateEnvironment, process.env);
const client = dynamoDb(STORE);
const { outbounds } = dynamoDbOutbounds(config, client);
const sending = dynamoDbSending({ fn: 'operate', config, client, outbounds });
const table = config.SESSIONS_TABLE;

const ports = {
  ...sending.ports,
  sources: dynamoDbSources({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES }),
  breakers: dynamoDbBreakers({ client, table }),
  entries: dynamoDbErrorLogEntries({ client, table: config.FAILURES_TABLE, clock }),
  queue: sqsJobQueue(sdkMessageSender(sqs(STORE)), {
    waits: config.WAITS_QUEUE_URL,
    events: config.EVENTS_QUEUE_URL,
  }),
  personalData: {
    sessions: dynamoDbPersonalSessions({ client, table }),
    failures: dynamoDbPersonalErrorLog({ client, table: config.FAILURES_TABLE }),
    bodies: s3PersonalBodies({
      bucket: config.BODIES_BUCKET,
      region: config.AWS_REGION,
      ...BODY_STORE,
    }),
  },
};

const operate = operator(ports, sending.settings);

/** A button of a dashboard sends the fields of its form and shows the HTML that is returned. */
export async function handler(event: unknown, context: Context): Promise<CommandResult | string> {
  const isWidget = typeof event === 'object' && event !== null && 'widgetContext' in event;
  if (!isWidget) return run(event, context);
  const asked = commandOfWidgetCall(event);
  return renderCommandResult(asked.ok ? await run(asked.command, context) : asked);
}

const run = (command: unknown, { awsRequestId }: Context): Promise<CommandResult> =>
  sending.counting(() => operate(command, awsRequestId));
