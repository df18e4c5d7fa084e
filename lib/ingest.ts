// Ingest: the only code between a platform and its answer.
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS } from '../functions/core/policy.ts';
import type { IngestEnvironment } from '../functions/ingest/config.ts';
import type { Bodies } from './bodies.ts';
import { acuseFunction } from './function.ts';
import type { Key } from './key.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export interface IngestProps {
  readonly parameters: Parameters;
  readonly key: Key;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly bodies: Bodies;
}

export class Ingest extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, key, queues, tables, bodies }: IngestProps) {
    super(scope, id);
    this.function = acuseFunction(this, {
      name: 'ingest',
      logicalId: 'IngestFunction',
      description: key.describe('Acknowledges webhooks and makes them durable'),
      // CPU grows with memory: this keeps a cold start short.
      memoryMb: 1024,
      timeoutSeconds: FUNCTION_SECONDS.ingest,
      parameters,
      environment: {
        ACUSE_KEY: key.value,
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        SESSIONS_TABLE: tables.sessions.tableName,
        SOURCES_TABLE: tables.sources.tableName,
        BODIES_BUCKET: bodies.bucket.bucketName,
        ...parameters.environment('SessionDeadlineSeconds', 'SessionRetentionDays'),
      } satisfies IngestEnvironment,
      permissions: [
        { actions: ['sqs:SendMessage'], resources: [queues.waits.queueArn, queues.events.queueArn] },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
          resources: [tables.sessions.tableArn],
        },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
        bodies.permission('s3:PutObject'),
      ],
    });
  }
}
