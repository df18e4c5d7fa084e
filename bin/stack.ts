// Talks to a deployed stack: its outputs and its keys, with the AWS credentials of the operator.
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import { listRuns } from '../local/running.ts';
import { CommandError } from './command.ts';
import { type SecretText, secretText } from './secret-text.ts';

export interface StackFacts {
  /** Of the webhooks. */
  readonly baseUrl: string;
  /** Undefined for a stack of a version that did not say it. */
  readonly version: string | undefined;
  /** Values by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** @throws {CommandError} */
export async function readStack(stackName: string): Promise<StackFacts> {
  const { Stacks: [stack] = [] } = await callAws(stackName, () =>
    new CloudFormation().describeStacks({ StackName: stackName }),
  );
  const output = (name: string) => stack?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const baseUrl = output('BaseUrl');
  if (!baseUrl)
    throw new CommandError(
      `The stack ${stackName} has no output BaseUrl. Check that it is a stack of Acuse, and that the deployment is complete.`,
    );
  const values = (stack?.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
    ParameterKey,
    ParameterValue,
  ]);
  return { baseUrl, version: output('Version'), parameters: Object.fromEntries(values) };
}

/** The physical id of a resource: the name of a table, the ARN of a secret. @throws {CommandError} */
export async function readPhysicalId(stackName: string, logicalId: string): Promise<string> {
  const { StackResourceDetail: resource } = await callAws(stackName, () =>
    new CloudFormation().describeStackResource({ StackName: stackName, LogicalResourceId: logicalId }),
  );
  if (resource?.PhysicalResourceId) return resource.PhysicalResourceId;
  throw new CommandError(`The stack ${stackName} has no ${logicalId}. Deploy this version of Acuse first.`);
}

/** The text of a secret of the stack. Its calls throw {CommandError}. */
export function stackSecret(stackName: string, logicalId: string): SecretText {
  const secret = secretText(new SecretsManager(), () => readPhysicalId(stackName, logicalId));
  return {
    read: () => callAws(stackName, secret.read),
    write: (text) => callAws(stackName, () => secret.write(text)),
  };
}

/** The ARN of the caller, stored with each command. @throws {CommandError} */
export async function readCaller(stackName: string): Promise<string> {
  const { Arn } = await callAws(stackName, () => new STS().getCallerIdentity());
  return Arn ?? 'unknown';
}

/** Turns an AWS error into a CommandError that says what to do. */
export async function callAws<T>(stackName: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(explain(stackName, error), { cause: error });
  }
}

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/;
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** Where a stack cannot be reached, a local run may be meant. */
const orLocal = (): string => (listRuns().length > 0 ? ' For the local run, add --local.' : '');

/** The cause and the action, from the error names of the SDK. */
function explain(stackName: string, error: unknown): string {
  if (!(error instanceof Error)) return `The request to AWS about the stack ${stackName} failed.`;
  const code = 'code' in error ? String(error.code) : '';
  if (error.message === 'Region is missing') {
    return `No AWS region is set. Set AWS_REGION, or set AWS_PROFILE to a profile with a region.${orLocal()}`;
  }
  if (CREDENTIALS.test(error.name)) {
    return `No valid AWS credentials (${error.name}). Sign in, for example with aws sso login, or set AWS_PROFILE.${orLocal()}`;
  }
  if (REFUSED.test(error.name)) {
    return `These AWS credentials do not permit this command: ${error.message}`;
  }
  if (error.name === 'ValidationError' && /^Resource \S+ does not exist/.test(error.message)) {
    return `The stack ${stackName} is of an older version: ${error.message}. Deploy this version of Acuse first.`;
  }
  if (error.name === 'ValidationError' && error.message.includes('does not exist')) {
    return `No such stack: ${stackName}. Use --stack with the right name, check AWS_REGION and AWS_PROFILE, or deploy it with npx cdk deploy.${orLocal()}`;
  }
  if (NETWORK.test(code) || error.name === 'TimeoutError') {
    return `AWS does not answer (${code || error.name}). Check the network and AWS_REGION.`;
  }
  return `The request to AWS about the stack ${stackName} failed: ${error.name}: ${error.message}`;
}
