// A fake of CloudFormation, Secrets Manager and DynamoDB for one deployed stack. Only the calls that commands make.
import type { ServerResponse } from 'node:http';
import { type Request, serve } from './run.ts';

export interface DeployedStack {
  readonly name: string;
  readonly baseUrl: string;
  /** The text of the secret. A command may write it. */
  key: string;
}

const SECRET_ARN = 'arn:aws:secretsmanager:sa-east-1:123456789012:secret:AcuseKey-AbCdEf';

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
  };
}

function answer(stack: DeployedStack, { headers, body }: Request, response: ServerResponse): void {
  if (headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
    const known = JSON.parse(body).SecretId === SECRET_ARN;
    response.statusCode = known ? 200 : 400;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(
      JSON.stringify(known ? { SecretString: stack.key } : { __type: 'ResourceNotFoundException' }),
    );
    return;
  }
  if (headers['x-amz-target'] === 'secretsmanager.PutSecretValue') {
    const { SecretId, SecretString } = JSON.parse(body);
    if (SecretId === SECRET_ARN) stack.key = SecretString;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end('{}');
    return;
  }
  if (headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') {
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
  const name = query.get('StackName');
  if (name !== stack.name) {
    refuse(response, 'ValidationError', `Stack with id ${name} does not exist`);
    return;
  }
  response.setHeader('content-type', 'text/xml');
  response.end(
    query.get('Action') === 'DescribeStacks'
      ? describeStacks(stack)
      : describeStackResource(query.get('LogicalResourceId') ?? ''),
  );
}

const describeStacks = ({
  name,
  baseUrl,
}: DeployedStack) => `<DescribeStacksResponse><DescribeStacksResult><Stacks>
  <member><StackName>${name}</StackName><Outputs>
    <member><OutputKey>UrlsCommand</OutputKey><OutputValue>npm run acuse</OutputValue></member>
    <member><OutputKey>BaseUrl</OutputKey><OutputValue>${baseUrl}</OutputValue></member>
  </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

const describeStackResource = (
  logicalId: string,
) => `<DescribeStackResourceResponse><DescribeStackResourceResult>
  <StackResourceDetail><LogicalResourceId>${logicalId}</LogicalResourceId>
  <PhysicalResourceId>${logicalId === 'AcuseKey' ? SECRET_ARN : 'other'}</PhysicalResourceId>
  </StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>`;

/** An error of the AWS query protocol. */
export function refuse(response: ServerResponse, code: string, message: string, status = 400): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/xml');
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}
