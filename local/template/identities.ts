// What each resource is called on one machine: its own name, or the one CloudFormation would make up without
// its random end. Known before any other property, because references go both ways.

import type { TemplateResource } from './assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';
import type { SupportedType } from './properties.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export interface Identity {
  readonly name: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where the API and the queues answer; only the run knows. */
export interface Addresses {
  readonly baseUrl: string;
  queueUrl(name: string): string;
}

export function identityOf(
  logicalId: string,
  { Type, Properties }: TemplateResource,
  { scope, stackName, addresses }: { scope: Scope; stackName: string; addresses: Addresses },
): Identity {
  const made = `${stackName}-${logicalId}`;
  const named = (property: string, otherwise = made): string =>
    Object.hasOwn(Properties, property) ? String(resolve(Properties[property], scope)) : otherwise;
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  const identity = (name: string, attributes: Record<string, string> = {}, ref = name): Identity => ({
    name,
    ref,
    attributes,
  });
  switch (Type as SupportedType) {
    case 'AWS::SQS::Queue': {
      const name = named('QueueName', Properties['FifoQueue'] ? `${made}.fifo` : made);
      return identity(name, { Arn: arn('sqs', name), QueueName: name }, addresses.queueUrl(name));
    }
    case 'AWS::DynamoDB::Table': {
      const name = named('TableName');
      return identity(name, { Arn: arn('dynamodb', `table/${name}`) });
    }
    case 'AWS::S3::Bucket': {
      const name = named('BucketName', made.toLowerCase());
      return identity(name, { Arn: `arn:aws:s3:::${name}` });
    }
    case 'AWS::Lambda::Function': {
      const name = named('FunctionName');
      return identity(name, { Arn: arn('lambda', `function:${name}`) });
    }
    case 'AWS::Logs::LogGroup': {
      const name = named('LogGroupName');
      return identity(name, { Arn: arn('logs', `log-group:${name}:*`) });
    }
    case 'AWS::SecretsManager::Secret':
      return identity(made, {}, arn('secretsmanager', `secret:${made}`));
    case 'AWS::Events::Rule':
      return identity(made, { Arn: arn('events', `rule/${made}`) });
    case 'AWS::ApiGatewayV2::Api':
      return identity(logicalId, { ApiEndpoint: addresses.baseUrl });
    default:
      return identity(logicalId);
  }
}
