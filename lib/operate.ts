// Operate: runs the commands of an operator, from the command line or from the buttons of the console. A separate
// function with a separate role, so that read access does not permit commands.
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS } from '../functions/core/policy.ts';
import type { OperateEnvironment } from '../functions/operate/config.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Bodies } from './bodies.ts';
import { acuseFunction } from './function.ts';
import type { Parameters } from './parameters.ts';
import type { Queues } from './queues.ts';
import { sendingVariables } from './sending.ts';
import type { Tables } from './tables.ts';

export interface OperateProps {
  readonly parameters: Parameters;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly apiKeys: ApiKeys;
  readonly bodies: Bodies;
}

export class Operate extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, queues, tables, apiKeys, bodies }: OperateProps) {
    super(scope, id);
    this.function = acuseFunction(this, {
      name: 'operate',
      logicalId: 'OperateFunction',
      description: 'Runs commands of an operator',
      memoryMb: 512,
      timeoutSeconds: FUNCTION_SECONDS.operate,
      parameters,
      environment: {
        ...sendingVariables(parameters, tables, apiKeys),
        WAITS_QUEUE_URL: queues.waits.queueUrl,
        EVENTS_QUEUE_URL: queues.events.queueUrl,
        BODIES_BUCKET: bodies.bucket.bucketName,
      } satisfies OperateEnvironment,
      permissions: [
        // To erase a person: only a scan finds all items, and only this function scans.
        { actions: ['dynamodb:Scan'], resources: [tables.sessions.tableArn] },
        { actions: ['dynamodb:Scan', 'dynamodb:DeleteItem'], resources: [tables.failures.tableArn] },
        { actions: ['s3:ListBucket'], resources: [bodies.bucket.bucketArn] },
        bodies.permission('s3:DeleteObject'),
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [tables.sessions.tableArn],
        },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          resources: [tables.failures.tableArn],
        },
        { actions: ['sqs:SendMessage'], resources: [queues.waits.queueArn, queues.events.queueArn] },
        { actions: ['dynamodb:PutItem'], resources: [tables.stats.tableArn] },
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [tables.sources.tableArn] },
        apiKeys.permission,
      ],
    });
  }
}
