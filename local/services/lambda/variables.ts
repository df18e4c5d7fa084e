// The environment variables of a function: those of the template and those that Lambda sets.
import { REGION } from '../../template/identities.ts';
import type { FunctionPlan } from '../../template/plan.ts';

export interface EngineEndpoints {
  readonly sqs: string;
  readonly dynamodb: string;
  readonly s3: string;
  readonly secretsmanager: string;
}

/**
 * The only variable of the user's own environment is the address of a Lambda for their own functions. Without it there
 * is none: a local run never calls the real one.
 */
export function variablesOf(plan: FunctionPlan, endpoints: EngineEndpoints): Record<string, string> {
  return {
    ...plan.environment,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: process.env['AWS_ENDPOINT_URL_LAMBDA'] ?? '',
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(plan),
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: 'local',
    // Lambda has no home directory. With the user's, the SDK would read their AWS settings.
    HOME: plan.directory,
    LAMBDA_TASK_ROOT: plan.directory,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    _HANDLER: plan.handler,
  };
}

export const logGroupOf = ({ name }: FunctionPlan): string => `/aws/lambda/${name}`;
