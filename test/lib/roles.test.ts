// What each function may touch: exact actions on exact resources. A new permission must be added here as well,
// with its reason clear to whoever reads both.
import { describe, expect, test } from 'vitest';
import { all, properties, short, template } from './synthesised.ts';

const READ_WRITE = ['dynamodb:GetItem', 'dynamodb:UpdateItem'];
const EMPTY = ['sqs:DeleteMessage', 'sqs:ReceiveMessage'];
const CONSUME = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

const EXPECTED = {
  IngestFunction: {
    'WaitsQueue.Arn': ['sqs:SendMessage'],
    'EventsQueue.Arn': ['sqs:SendMessage'],
    'SessionsTable.Arn': READ_WRITE,
    'SourcesTable.Arn': ['dynamodb:GetItem'],
    'BodiesBucket.Arn/*': ['s3:PutObject'],
  },
  WorkerFunction: {
    'WaitsQueue.Arn': ['sqs:ChangeMessageVisibility', ...CONSUME],
    'EventsQueue.Arn': ['sqs:ChangeMessageVisibility', ...CONSUME],
    'SessionsTable.Arn': ['dynamodb:DeleteItem', ...READ_WRITE],
    'FailuresTable.Arn': ['dynamodb:PutItem'],
    'StatsTable.Arn': ['dynamodb:PutItem'],
    'SourcesTable.Arn': ['dynamodb:GetItem'],
    'BodiesBucket.Arn/*': ['s3:GetObject'],
  },
  ResumeFunction: {
    'SessionsTable.Arn': ['dynamodb:DeleteItem', ...READ_WRITE],
    'FailuresTable.Arn': ['dynamodb:PutItem'],
    'StatsTable.Arn': ['dynamodb:PutItem'],
  },
  SweeperFunction: {
    'SessionsTable.Arn/index/due': ['dynamodb:Query'],
    'FailuresTable.Arn/index/newest': ['dynamodb:Query'],
    'SessionsTable.Arn': ['dynamodb:DeleteItem', ...READ_WRITE],
    'FailuresTable.Arn': ['dynamodb:PutItem'],
    'StatsTable.Arn': ['dynamodb:PutItem'],
    'WaitsQueue.Arn': ['sqs:SendMessage'],
    'EventsQueue.Arn': ['sqs:SendMessage'],
    'WaitsDeadLetterQueue.Arn': EMPTY,
    'EventsDeadLetterQueue.Arn': EMPTY,
  },
  StatsFunction: {
    'StatsTable.Arn': ['dynamodb:PutItem'],
    'SourcesTable.Arn': ['dynamodb:GetItem'],
  },
  ConsoleFunction: {
    'StatsTable.Arn': ['dynamodb:Query'],
    'SessionsTable.Arn/index/due': ['dynamodb:Query'],
    'FailuresTable.Arn/index/newest': ['dynamodb:Query'],
    'SourcesTable.Arn': ['dynamodb:GetItem'],
  },
  OperateFunction: {
    // To resume by hand; and a person is found by a scan, to be erased from everywhere.
    'SessionsTable.Arn': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
    'FailuresTable.Arn': [
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
    ],
    'StatsTable.Arn': ['dynamodb:PutItem'],
    // To replay.
    'WaitsQueue.Arn': ['sqs:SendMessage'],
    'EventsQueue.Arn': ['sqs:SendMessage'],
    'SourcesTable.Arn': READ_WRITE,
    'BodiesBucket.Arn': ['s3:ListBucket'],
    'BodiesBucket.Arn/*': ['s3:DeleteObject'],
  },
};

function roleOf(functionId: string) {
  return properties(String(short(properties(functionId).Role)).replace('.Arn', ''));
}

/** Allowed actions by resource, from the role's own policies. */
function permissionsOf(functionId: string): Record<string, string[]> {
  const byResource: Record<string, string[]> = {};
  for (const { PolicyDocument } of roleOf(functionId).Policies) {
    for (const statement of PolicyDocument.Statement) {
      expect(Object.keys(statement).sort()).toEqual(['Action', 'Effect', 'Resource']);
      expect(statement.Effect).toBe('Allow');
      for (const resource of [short(statement.Resource)].flat()) {
        const name = String(resource);
        byResource[name] = [...(byResource[name] ?? []), ...[statement.Action].flat()].sort();
      }
    }
  }
  return byResource;
}

describe.each(Object.entries(EXPECTED))('%s', (functionId, expected) => {
  test('may do exactly what it needs, and write its own log', () => {
    const ownLog = `${short(properties(functionId).LoggingConfig.LogGroup)}.Arn`;
    expect(permissionsOf(functionId)).toEqual({
      ...expected,
      [ownLog]: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    });
  });

  test('has a role that only Lambda can take, with no managed policy', () => {
    const role = roleOf(functionId);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });
});

test('every function is covered here and shares its role with no other', () => {
  const functions = all('AWS::Lambda::Function');
  expect(functions.map(([id]) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
  const roles = functions.map(([id]) => short(properties(id).Role));
  expect(new Set(roles).size).toBe(functions.length);
});

test('the worker may call exactly the functions that the parameter lists, and has no such policy while it lists none', () => {
  const policies = all('AWS::IAM::Policy').map(([, policy]) => policy);
  expect(policies).toEqual([
    {
      Type: 'AWS::IAM::Policy',
      Condition: expect.any(String),
      Properties: {
        PolicyName: 'processor-functions',
        Roles: [{ Ref: String(short(properties('WorkerFunction').Role)).replace('.Arn', '') }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Action: 'lambda:InvokeFunction',
              Effect: 'Allow',
              Resource: { 'Fn::Split': [',', { Ref: 'ProcessorFunctionArns' }] },
            },
          ],
        },
      },
    },
  ]);
  expect(template.toJSON()['Conditions'][policies[0]?.['Condition']]).toEqual({
    'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ProcessorFunctionArns' }, ''] }],
  });
});

test('nothing else is granted outside the roles themselves', () => {
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  template.resourceCountIs('AWS::IAM::Role', Object.keys(EXPECTED).length);
});

test('each function is invoked by its own source alone', () => {
  const callers = all('AWS::Lambda::Permission').map(([, { Properties: p }]) => [
    short(p.FunctionName),
    p.Principal,
    String(short(p.SourceArn)).replace(/^arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:/, ''),
  ]);
  expect(callers).toEqual([
    ['IngestFunction.Arn', 'apigateway.amazonaws.com', 'Api/*/*/hooks/{source}'],
    ['ResumeFunction.Arn', 'apigateway.amazonaws.com', 'Api/*/*/resume'],
    ['StatsFunction.Arn', 'logs.amazonaws.com', expect.stringMatching(/^ApiAccessLog\w+\.Arn$/)],
    ['SweeperFunction.Arn', 'events.amazonaws.com', expect.stringMatching(/^SweeperEveryMinute\w+\.Arn$/)],
  ]);
});
