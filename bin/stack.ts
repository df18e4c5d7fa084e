// A deployed stack as a command sees it: its outputs and its key, read with the operator's own credentials.
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import * as v from 'valibot';
import { CommandError } from './command.ts';

/** The base URL that webhooks arrive at. @throws {CommandError} */
export async function readBaseUrl(stackName: string): Promise<string> {
  const { Stacks: [stack] = [] } = await asking(stackName, () =>
    new CloudFormation().describeStacks({ StackName: stackName }),
  );
  const baseUrl = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'BaseUrl')?.OutputValue;
  if (!baseUrl)
    throw new CommandError(
      `The stack ${stackName} has no output BaseUrl: is it Acuse, and deployed to its end?`,
    );
  return baseUrl;
}

/** What CloudFormation made of a resource of ours: a table's name, a secret's ARN. @throws {CommandError} */
export async function readPhysicalId(stackName: string, logicalId: string): Promise<string> {
  const { StackResourceDetail: resource } = await asking(stackName, () =>
    new CloudFormation().describeStackResource({ StackName: stackName, LogicalResourceId: logicalId }),
  );
  if (resource?.PhysicalResourceId) return resource.PhysicalResourceId;
  throw new CommandError(`The stack ${stackName} has no ${logicalId}. Deploy this version of Acuse first.`);
}

/** The key that tokens are made from. Never print it. @throws {CommandError} */
export async function readKey(stackName: string): Promise<string> {
  const secretId = await readPhysicalId(stackName, 'AcuseKey');
  const { SecretString: key } = await asking(stackName, () =>
    new SecretsManager().getSecretValue({ SecretId: secretId }),
  );
  if (!key) throw new CommandError(`The key of the stack ${stackName} has no value. Deploy it again.`);
  return key;
}

/** Who is asking, for the record of what he orders. @throws {CommandError} */
export async function readCaller(stackName: string): Promise<string> {
  const { Arn } = await asking(stackName, () => new STS().getCallerIdentity());
  return Arn ?? 'unknown';
}

const logged = v.looseObject({ at: v.string(), fn: v.string(), event: v.string() });

/** What the functions said of a conversation, oldest first. CloudWatch shows a line after some seconds. */
export async function readStackLog(
  stackName: string,
  conversation: string,
  sinceMs: number,
): Promise<v.InferOutput<typeof logged>[]> {
  const lines = await asking(stackName, async () => {
    const names = await Promise.all(FUNCTIONS.map((logicalId) => readPhysicalId(stackName, logicalId)));
    const found = await Promise.all(names.map((name) => searchLog(name, conversation, sinceMs)));
    return found.flat();
  });
  const parsed = lines.flatMap((line) => {
    const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), logged), line);
    return success ? [output] : [];
  });
  return parsed.sort((a, b) => a.at.localeCompare(b.at));
}

const FUNCTIONS = ['IngestFunction', 'WorkerFunction', 'ResumeFunction', 'SweeperFunction'] as const;

async function searchLog(functionName: string, conversation: string, startTime: number): Promise<string[]> {
  const { LoggingConfig } = await new Lambda().getFunctionConfiguration({ FunctionName: functionName });
  const { events = [] } = await new CloudWatchLogs().filterLogEvents({
    logGroupName: LoggingConfig?.LogGroup,
    startTime,
    filterPattern: `{ $.conversation = "${conversation}" }`,
  });
  return events.map(({ message = '' }) => message);
}

/** What goes wrong becomes a CommandError that says what to do. */
export async function asking<T>(stackName: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new CommandError(explain(stackName, error), { cause: error });
  }
}

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/;
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** What went wrong and what to do, from the names that the SDK gives its errors. */
function explain(stackName: string, error: unknown): string {
  if (!(error instanceof Error)) return `AWS could not be asked about the stack ${stackName}.`;
  const code = 'code' in error ? String(error.code) : '';
  if (error.message === 'Region is missing') {
    return 'No AWS region is set. Set AWS_REGION, or name a profile that has one by AWS_PROFILE.';
  }
  if (CREDENTIALS.test(error.name)) {
    return `No valid AWS credentials (${error.name}). Sign in, for instance by aws sso login, or set AWS_PROFILE.`;
  }
  if (REFUSED.test(error.name)) {
    return `AWS refuses these credentials what this command needs: ${error.message}`;
  }
  if (error.name === 'ValidationError' && error.message.includes('does not exist')) {
    return `No such stack: ${stackName}. Name yours by --stack, check AWS_REGION and AWS_PROFILE, or deploy it with npx cdk deploy.`;
  }
  if (NETWORK.test(code) || error.name === 'TimeoutError') {
    return `AWS does not answer (${code || error.name}). Check the network and AWS_REGION.`;
  }
  return `AWS could not say about the stack ${stackName}: ${error.name}: ${error.message}`;
}
