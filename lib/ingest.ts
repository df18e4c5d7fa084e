// Ingest: the only code between a platform and its answer.
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { IngestEnvironment } from '../functions/ingest/config.ts';
import { acuseFunction } from './function.ts';
import type { Key } from './key.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export class Ingest extends Construct {
  readonly function: NodejsFunction;

  constructor(
    scope: Construct,
    id: string,
    { parameters, key, queues, tables }: { parameters: Parameters; key: Key; queues: Queues; tables: Tables },
  ) {
    super(scope, id);
    this.function = acuseFunction(this, {
      name: 'ingest',
      logicalId: 'IngestFunction',
      // CloudFormation reads the key again when something else about the function changes: this can.
      description: `Acknowledges webhooks and makes them durable (key revision ${parameters.text('KeyRevision')})`,
      // CPU comes with memory: this is what keeps a cold start short.
      memoryMb: 1024,
      timeoutSeconds: 5,
      parameters,
      environment: {
        ACUSE_KEY: key.value,
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        SESSIONS_TABLE: tables.sessions.tableName,
        SESSION_DEADLINE_SECONDS: parameters.text('SessionDeadlineSeconds'),
        SESSION_RETENTION_DAYS: parameters.text('SessionRetentionDays'),
      } satisfies IngestEnvironment,
      permissions: [
        { actions: ['sqs:SendMessage'], resources: [queues.waits.queueArn, queues.events.queueArn] },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          resources: [tables.sessions.tableArn],
        },
      ],
    });
  }
}
