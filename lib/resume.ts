// Resume: receives the later results of processors.
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { FUNCTION_SECONDS } from '../functions/core/policy.ts';
import type { ResumeEnvironment } from '../functions/resume/config.ts';
import type { ApiKeys } from './api-keys.ts';
import { acuseFunction } from './function.ts';
import type { Key } from './key.ts';
import type { Parameters } from './parameters.ts';
import { sendingVariables } from './sending.ts';
import type { Tables } from './tables.ts';

export interface ResumeProps {
  readonly parameters: Parameters;
  readonly key: Key;
  readonly tables: Tables;
  readonly apiKeys: ApiKeys;
}

export class Resume extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { parameters, key, tables, apiKeys }: ResumeProps) {
    super(scope, id);
    this.function = acuseFunction(this, {
      name: 'resume',
      logicalId: 'ResumeFunction',
      description: key.describe('Receives results that processors post later'),
      memoryMb: 512,
      // The API waits at most 29 s; a call to Treble that hangs needs 8 s of them.
      timeoutSeconds: FUNCTION_SECONDS.resume,
      parameters,
      environment: {
        ...sendingVariables(parameters, tables, apiKeys),
        ACUSE_KEY: key.value,
        ...parameters.environment('ResumeDelayMs'),
      } satisfies ResumeEnvironment,
      permissions: [
        {
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [tables.sessions.tableArn],
        },
        { actions: ['dynamodb:PutItem'], resources: [tables.failures.tableArn, tables.stats.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [tables.sources.tableArn] },
        apiKeys.permission,
      ],
    });
  }
}
