// The name, `Ref` value and attributes of each resource on one machine. A name is what CloudFormation would generate,
// without the random end. Worked out before any other property, because resources refer to each other.
import type { TemplateResource } from './assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';
import type { SupportedType } from './properties.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export interface Identity {
  readonly name: string;
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where the API and the queues listen; only the run knows. */
export interface Addresses {
  readonly baseUrl: string;
  queueUrl(name: string): string;
}

export function identityOf(
  logicalId: string,
  { Type, Properties }: TemplateResource,
  { scope, stackName, addresses }: { scope: Scope; stackName: string; addresses: Addresses },
): Identity {
  const generated = `${stackName}-${logicalId}`;
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  const identity = (name: string, attributes: Record<string, string> = {}, ref = name): Identity => ({
    name,
    ref,
    attributes,
  });
  switch (Type as SupportedType) {
    case 'AWS::SQS::Queue': {
      const name = Properties['FifoQueue'] ? `${generated}.fifo` : generated;
      return identity(name, { Arn: arn('sqs', name), QueueName: name }, addresses.queueUrl(name));
    }
    case 'AWS::DynamoDB::Table':
      return identity(generated);
    case 'AWS::S3::Bucket':
      return identity(generated.toLowerCase());
    case 'AWS::Lambda::Function':
      return identity(generated, { Arn: arn('lambda', `function:${generated}`) });
    case 'AWS::Logs::LogGroup': {
      const given = Properties['LogGroupName'];
      const name = given === undefined ? generated : String(resolve(given, scope));
      return identity(name, { Arn: arn('logs', `log-group:${name}:*`) });
    }
    case 'AWS::SecretsManager::Secret': {
      const Id = arn('secretsmanager', `secret:${generated}`);
      return identity(generated, { Id }, Id);
    }
    case 'AWS::Events::Rule':
      return identity(generated, { Arn: arn('events', `rule/${generated}`) });
    case 'AWS::ApiGatewayV2::Api':
      return identity(logicalId, { ApiEndpoint: addresses.baseUrl });
    default:
      return identity(logicalId);
  }
}
