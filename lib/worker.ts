// Worker: one function for two queues. Waits come one at a time, so that a long job or a failure does not affect
// others; events come in batches of at most ten.
import { CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ownParameters } from '../functions/processors/parameters.ts';
import type { WorkerEnvironment } from '../functions/worker/config.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Bodies } from './bodies.ts';
import { acuseFunction } from './function.ts';
import type { Key } from './key.ts';
import type { Parameters } from './parameters.ts';
import { WITH_PHOTO_THREADS } from './photo-threads.ts';
import type { Queues } from './queues.ts';
import { sendingVariables } from './sending.ts';
import type { Tables } from './tables.ts';

export interface WorkerProps {
  readonly parameters: Parameters;
  readonly key: Key;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly apiKeys: ApiKeys;
  readonly bodies: Bodies;
  /** The URL of the API, without a slash: the start of resume URLs. */
  readonly baseUrl: string;
}

export class Worker extends Construct {
  readonly function: NodejsFunction;

  constructor(
    scope: Construct,
    id: string,
    { parameters, key, queues, tables, apiKeys, bodies, baseUrl }: WorkerProps,
  ) {
    super(scope, id);
    const worker = acuseFunction(this, {
      name: 'worker',
      logicalId: 'WorkerFunction',
      description: key.describe('Does the long work and continues conversations'),
      memoryMb: 512,
      timeoutSeconds: parameters.number('WorkerTimeoutSeconds'),
      bundling: WITH_PHOTO_THREADS,
      parameters,
      environment: {
        ...sendingVariables(parameters, tables, apiKeys),
        ACUSE_KEY: key.value,
        BASE_URL: baseUrl,
        BODIES_BUCKET: bodies.bucket.bucketName,
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        ...parameters.environment('Processor', 'ProcessorTimeoutSeconds'),
        ...parameters.environment(...ownParameters.map(({ name }) => name)),
        ...parameters.environment('FallbackKeys', 'SessionDeadlineSeconds', 'ResumeDelayMs'),
        ...parameters.environment('WaitsMaxConcurrency', 'EventsMaxConcurrency'),
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
        { actions: ['dynamodb:PutItem'], resources: [tables.failures.tableArn, tables.stats.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
        apiKeys.permission,
        bodies.permission('s3:GetObject'),
      ],
    });
    this.#allowFunctions(worker, parameters.text('ProcessorFunctionArns'));
    const feed = (name: string, queue: Queue, batchSize: number, maxConcurrency: number) =>
      new EventSourceMapping(this, name, {
        target: worker,
        eventSourceArn: queue.queueArn,
        batchSize,
        maxConcurrency,
        reportBatchItemFailures: true,
      });
    feed('Waits', queues.waits, 10, parameters.number('WaitsMaxConcurrency'));
    feed('Events', queues.events, 10, parameters.number('EventsMaxConcurrency'));
    this.function = worker;
  }

  /** Exactly the listed functions, with version or alias. Without a list there is no policy. */
  #allowFunctions(worker: NodejsFunction, arns: string): void {
    const listed = new CfnCondition(this, 'FunctionsListed', {
      expression: Fn.conditionNot(Fn.conditionEquals(arns, '')),
    });
    const policy = new CfnPolicy(this, 'ProcessorFunctions', {
      policyName: 'processor-functions',
      roles: worker.role ? [worker.role.roleName] : [],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: Fn.split(',', arns) }],
      },
    });
    policy.cfnOptions.condition = listed;
  }
}
