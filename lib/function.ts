// The recipe of every function: bundled into one small CommonJS file, with a log group and a role of its own.
// The role may write to that log group and do what the function's construct lists, nothing else.
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { fixLogicalId } from './logical-id.ts';
import type { Parameters } from './parameters.ts';

const root = join(import.meta.dirname, '..');

/** Actions by the one resource they are allowed on. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface AcuseFunctionProps {
  /** The folder under `functions/` whose `handler.ts` this is. */
  readonly name: 'ingest' | 'worker' | 'sweeper';
  readonly logicalId: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Record<string, string>;
  readonly permissions: readonly Permission[];
  readonly parameters: Parameters;
}

export function acuseFunction(scope: Construct, props: AcuseFunctionProps): NodejsFunction {
  const logGroup = new LogGroup(scope, 'Log', {
    retention: props.parameters.number('LogRetentionDays'),
    removalPolicy: RemovalPolicy.RETAIN,
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
  const fn = new NodejsFunction(scope, 'Function', {
    description: props.description,
    entry: join(root, 'functions', props.name, 'handler.ts'),
    projectRoot: root,
    depsLockFilePath: join(root, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMb,
    timeout: Duration.seconds(props.timeoutSeconds),
    environment: props.environment,
    role: role.withoutPolicyUpdates(),
    logGroup,
    bundling: {
      // CommonJS: loading node:https from an ES module pulls in all of undici, about 40 ms of every cold start.
      format: OutputFormat.CJS,
      // The SDK's ES build can be shaken; with esbuild's own choice of fields a third more code is loaded.
      mainFields: ['module', 'main'],
      minify: true,
      target: 'node24',
      // Everything is bundled: the SDK that comes with the runtime is bigger, slower and changes by itself.
      externalModules: [],
      esbuildArgs: {
        // Without it, a lazy import in the SDK would come out as a real one, of a file that is not there.
        '--supported:dynamic-import': 'false',
        '--legal-comments': 'none',
        // A third of the bundle is the search for credentials in places that Lambda has not got.
        '--alias:@aws-sdk/credential-provider-node': join(
          root,
          'functions/shared/aws/environment-credentials.ts',
        ),
      },
    },
  });
  fixLogicalId(fn, props.logicalId);
  return fn;
}
