// The common part of every function: a bundle of one small CommonJS file, a log group and a role. The role can write to
// that log group and use the permissions that the construct lists, nothing else.
import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BUNDLING, PROJECT_ROOT } from './bundling.ts';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

/** The permissions of a function: exact actions on exact resources. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a wildcard in a resource cannot be more exact. */
  readonly wildcard?: { readonly id: string; readonly reason: string };
}

export interface AcuseFunctionProps {
  /** The folder in `functions/` with the `handler.ts`. */
  readonly name: 'ingest' | 'worker' | 'resume' | 'sweeper' | 'stats' | 'console' | 'operate';
  readonly logicalId: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Record<string, string>;
  readonly permissions: readonly Permission[];
  readonly parameters: Parameters;
  /** Replaces the single file of most functions. */
  readonly bundling?: BundlingOptions;
}

export function acuseFunction(scope: Construct, props: AcuseFunctionProps): NodejsFunction {
  const logGroup = new LogGroup(scope, 'Log', {
    retention: props.parameters.number('LogRetentionDays'),
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const writeLog = {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  };
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      [props.name]: new PolicyDocument({
        statements: [writeLog, ...props.permissions].map(
          ({ actions, resources }) =>
            new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
        ),
      }),
    },
  });
  for (const { wildcard } of props.permissions) if (wildcard) Validations.of(role).acknowledge(wildcard);
  const fn = new NodejsFunction(scope, 'Function', {
    description: props.description,
    entry: join(PROJECT_ROOT, 'functions', props.name, 'handler.ts'),
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMb,
    timeout: Duration.seconds(props.timeoutSeconds),
    environment: props.environment,
    role,
    logGroup,
    // Without START, END and REPORT, which are a quarter of the log: Lambda's metrics have durations and errors. What Lambda
    // reports of crashes and time-outs stays.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    bundling: props.bundling ?? BUNDLING,
  });
  fixLogicalId(fn, props.logicalId);
  return fn;
}
