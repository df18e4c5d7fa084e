// A deployed stack as a command sees it: its outputs and its key, read with the operator's own credentials.
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
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

/** The key that tokens are made from. Never print it. @throws {CommandError} */
export async function readKey(stackName: string): Promise<string> {
  const { StackResourceDetail: secret } = await asking(stackName, () =>
    new CloudFormation().describeStackResource({ StackName: stackName, LogicalResourceId: 'AcuseKey' }),
  );
  const { SecretString: key } = await asking(stackName, () =>
    new SecretsManager().getSecretValue({ SecretId: secret?.PhysicalResourceId }),
  );
  if (!key) throw new CommandError(`The key of the stack ${stackName} has no value. Deploy it again.`);
  return key;
}

async function asking<T>(stackName: string, ask: () => Promise<T>): Promise<T> {
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
