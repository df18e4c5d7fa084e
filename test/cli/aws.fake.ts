// A fake of CloudFormation, Secrets Manager, DynamoDB and Lambda for one deployed stack. Only the calls that commands
// make. SNS and CloudWatch permit nothing.
import type { ServerResponse } from 'node:http';
import { type Request, serve } from './run.ts';

export interface DeployedStack {
  readonly name: string;
  readonly baseUrl: string;
  /** The text of the secret. A command may write it. */
  key: string;
  /** The text of the secret with the keys of the platforms' APIs. Without it, the stack is of an older version. */
  apiKeys?: string;
  /** As they are stored: JSON. */
  sources?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of the output `Version`; absent: an older stack. */
  readonly version?: string;
  /** The writes of commands, in order: `AcuseKey`, `AcuseApiKeys`, `sources`. */
  readonly writes?: string[];
}

const arnOf = (logicalId: string) =>
  `arn:aws:secretsmanager:sa-east-1:123456789012:secret:${logicalId}-AbCdEf`;

/** The fields of the stack with the texts of its secrets. */
const SECRETS = { AcuseKey: 'key', AcuseApiKeys: 'apiKeys' } as const;

const findSecret = (arn: unknown) =>
  Object.entries(SECRETS).find(([logicalId]) => arnOf(logicalId) === arn) ?? [];

/** Environment variables that lead a command to this stack. The fake does not check credentials. */
export async function deployed(stack: DeployedStack): Promise<Record<string, string>> {
  return awsEnvironment(await serve((request, response) => answer(stack, request, response)));
}

export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: 'sa-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_ENDPOINT_URL_SNS: endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH: endpoint,
  };
}

function answer(stack: DeployedStack, { url, headers, body }: Request, response: ServerResponse): void {
  if (url.includes('account-settings')) {
    response.setHeader('content-type', 'application/json');
    response.end('{"AccountLimit":{"ConcurrentExecutions":1000}}');
    return;
  }
  if (headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
    const [, field] = findSecret(JSON.parse(body).SecretId);
    const SecretString = field && stack[field];
    response.statusCode = SecretString === undefined ? 400 : 200;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(
      JSON.stringify(SecretString === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString }),
    );
    return;
  }
  if (headers['x-amz-target'] === 'secretsmanager.PutSecretValue') {
    const { SecretId, SecretString } = JSON.parse(body);
    const [logicalId, field] = findSecret(SecretId);
    if (field) stack[field] = SecretString;
    if (logicalId) stack.writes?.push(logicalId);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end('{}');
    return;
  }
  if (headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    const item = { doc: { S: stack.sources }, version: { N: '1' } };
    response.end(JSON.stringify(stack.sources === undefined ? {} : { Item: item }));
    return;
  }
  if (headers['x-amz-target'] === 'DynamoDB_20120810.UpdateItem') {
    const values: { S?: string }[] = Object.values(JSON.parse(body).ExpressionAttributeValues);
    stack.sources = values.find(({ S }) => S?.startsWith('['))?.S ?? '[]';
    stack.writes?.push('sources');
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end('{}');
    return;
  }
  if (headers['x-amz-target'] === 'DynamoDB_20120810.Query') {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end('{"Items":[],"Count":0}');
    return;
  }
  const query = new URLSearchParams(body);
  if (/^(ListSubscriptionsByTopic|DescribeAlarms)$/.test(query.get('Action') ?? '')) {
    refuse(response, 'AccessDenied', 'not permitted', 403);
    return;
  }
  const name = query.get('StackName');
  if (name !== stack.name) {
    refuse(response, 'ValidationError', `Stack with id ${name} does not exist`);
    return;
  }
  const logicalId = query.get('LogicalResourceId') ?? '';
  if (logicalId === 'AcuseApiKeys' && stack.apiKeys === undefined) {
    refuse(response, 'ValidationError', `Resource ${logicalId} does not exist for stack ${name}`);
    return;
  }
  response.setHeader('content-type', 'text/xml');
  response.end(
    query.get('Action') === 'DescribeStacks' ? describeStacks(stack) : describeStackResource(logicalId),
  );
}

const describeStacks = ({
  name,
  baseUrl,
  version,
  parameters = {},
}: DeployedStack) => `<DescribeStacksResponse><DescribeStacksResult><Stacks>
  <member><StackName>${name}</StackName><Outputs>
    <member><OutputKey>UrlsCommand</OutputKey><OutputValue>npm run acuse</OutputValue></member>
    <member><OutputKey>BaseUrl</OutputKey><OutputValue>${baseUrl}</OutputValue></member>
    ${version === undefined ? '' : `<member><OutputKey>Version</OutputKey><OutputValue>${version}</OutputValue></member>`}
  </Outputs><Parameters>${Object.entries(parameters)
    .map(
      ([key, value]) =>
        `<member><ParameterKey>${key}</ParameterKey><ParameterValue>${value}</ParameterValue></member>`,
    )
    .join('')}</Parameters></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const describeStackResource = (
  logicalId: string,
) => `<DescribeStackResourceResponse><DescribeStackResourceResult>
  <StackResourceDetail><LogicalResourceId>${logicalId}</LogicalResourceId>
  <PhysicalResourceId>${logicalId in SECRETS ? arnOf(logicalId) : 'other'}</PhysicalResourceId>
  </StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`;

/** An error of the AWS query protocol. */
export function refuse(response: ServerResponse, code: string, message: string, status = 400): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}
