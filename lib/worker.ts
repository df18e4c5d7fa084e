// Worker: one function on two queues. Waits come one at a time, so that a long job delays nobody and a failure
// touches nothing but itself; events come up to ten at a time.
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { WorkerEnvironment } from '../functions/worker/config.ts';
import type { Bodies } from './bodies.ts';
import { acuseFunction } from './function.ts';
import type { Key } from './key.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export interface WorkerProps {
  readonly parameters: Parameters;
  readonly key: Key;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly bodies: Bodies;
}

export class Worker extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, key, queues, tables, bodies }: WorkerProps) {
    super(scope, id);
    const worker = acuseFunction(this, {
      name: 'worker',
      logicalId: 'WorkerFunction',
      description: key.readAgain('Does the long work and continues conversations', parameters),
      memoryMb: 512,
      timeoutSeconds: parameters.number('WorkerTimeoutSeconds'),
      parameters,
      environment: {
        ACUSE_KEY: key.value,
        SOURCES_TABLE: tables.sources.tableName,
        BODIES_BUCKET: bodies.bucket.bucketName,
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        SESSIONS_TABLE: tables.sessions.tableName,
        FAILURES_TABLE: tables.failures.tableName,
        PROCESSOR: parameters.text('Processor'),
        PROCESSOR_URL: parameters.text('ProcessorUrl'),
        PROCESSOR_TIMEOUT_SECONDS: parameters.text('ProcessorTimeoutSeconds'),
        TREBLE_BASE_URL: parameters.text('TrebleBaseUrl'),
        SESSION_DEADLINE_SECONDS: parameters.text('SessionDeadlineSeconds'),
        SESSION_UPDATE_SETTLE_SECONDS: parameters.text('SessionUpdateSettleSeconds'),
        RESUME_DELAY_MS: parameters.text('ResumeDelayMs'),
        SEND_WINDOW_HOURS: parameters.text('SendWindowHours'),
        SESSION_RETENTION_DAYS: parameters.text('SessionRetentionDays'),
        PAYLOAD_RETENTION_DAYS: parameters.text('PayloadRetentionDays'),
      } satisfies WorkerEnvironment,
      permissions: [
        {
          actions: [
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:ChangeMessageVisibility',
          ],
          resources: [queues.waits.queueArn, queues.events.queueArn],
        },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [tables.sessions.tableArn],
        },
        { actions: ['dynamodb:PutItem'], resources: [tables.failures.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
        bodies.permission('s3:GetObject'),
      ],
    });
    const feed = (name: string, queue: Queue, batchSize: number, maxConcurrency: number) =>
      new EventSourceMapping(this, name, {
        target: worker,
        eventSourceArn: queue.queueArn,
        batchSize,
        maxConcurrency,
        reportBatchItemFailures: true,
      });
    feed('Waits', queues.waits, 1, parameters.number('WaitsMaxConcurrency'));
    feed('Events', queues.events, 10, parameters.number('EventsMaxConcurrency'));
    this.function = worker;
  }
}
