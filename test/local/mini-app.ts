// A small stack with functions for a test: an API function, a worker on a FIFO queue and a scheduled function. For tests
// of the run itself, which must not depend on what Acuse does.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionPlan, temporaryDirectory } from './services/lambda/test-functions.ts';
import type { LooseTemplate } from './template/synthesised-app.ts';

/** Bodies of modules that export `handler`; each may call `report`. */
export interface MiniFunctions {
  readonly api?: string;
  readonly worker?: string;
  readonly sweeper?: string;
}

const idle = 'exports.handler = async () => ({});';
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export function miniAssembly(
  reportUrl: string,
  { api = idle, worker = idle, sweeper = idle }: MiniFunctions,
): string {
  const directory = temporaryDirectory();
  const Resources: LooseTemplate['Resources'] = {
    AcuseKey: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 40 } },
    },
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        FifoQueue: true,
        VisibilityTimeout: 600,
        RedrivePolicy: { deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 5 },
      },
    },
    Sessions: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: ['id', 'place'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'due',
            KeySchema: [{ AttributeName: 'place', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    },
    Payloads: { Type: 'AWS::S3::Bucket', Properties: {} },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, AutoDeploy: true, StageName: '$default' },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arnOf('ApiFunction'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'ANY /in',
        Target: { 'Fn::Sub': `integrations/\${Integration}` },
      },
    },
    Feed: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('Queue'),
        FunctionName: { Ref: 'WorkerFunction' },
        BatchSize: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
    EveryMinute: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        Targets: [{ Arn: arnOf('SweeperFunction'), Id: 'T', Input: '{"sweeper":0}' }],
      },
    },
  };
  for (const [name, principal] of [
    ['ApiFunction', 'apigateway'],
    ['SweeperFunction', 'events'],
  ] as const) {
    Resources[`${name}Permission`] = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: name },
        Principal: `${principal}.amazonaws.com`,
      },
    };
  }
  for (const [logicalId, source] of Object.entries({
    ApiFunction: api,
    WorkerFunction: worker,
    SweeperFunction: sweeper,
  })) {
    cpSync(functionPlan(source).directory, join(directory, `asset.${logicalId}`), { recursive: true });
    Resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: `${logicalId}.zip` },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: { Ref: 'TimeoutSeconds' },
        Environment: {
          Variables: { QUEUE_URL: { Ref: 'Queue' }, TABLE: { Ref: 'Sessions' }, REPORT_URL: reportUrl },
        },
      },
    };
  }
  mkdirSync(directory, { recursive: true });
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Mini.json' } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts: { Mini: artifact } }));
  const Parameters = {
    TrebleBaseUrl: { Type: 'String', Default: 'https://treble.example' },
    TimeoutSeconds: { Type: 'Number', Default: 20 },
  };
  writeFileSync(join(directory, 'Mini.json'), JSON.stringify({ Parameters, Resources }));
  return directory;
}
