// The permissions of each function: exact actions on exact resources. The comment at the start of the handler must
// state the same permissions as the deployed role.
import { describe, expect, test } from 'vitest';
import { reachable, sourceFiles } from '../rules/source-files.ts';
import { all, properties, short, template } from './synthesised.ts';

const handlers = sourceFiles('functions').filter(({ path }) => path.endsWith('/handler.ts'));

interface Head {
  /** Resource → actions, sorted. */
  readonly permissions: Record<string, string[]>;
  /** Other services that the function calls. */
  readonly calls: readonly string[];
}

/** Files that make calls, by service. */
const CALLED = [
  { name: 'the platforms', by: 'functions/platforms/outbound.ts' },
  { name: 'the processor', by: 'functions/processors/list.ts' },
];

/** Reads `//   SessionsTable, StatsTable: dynamodb:PutItem` and `// Calls: the platforms.` before the first import. */
function headOf(text: string): Head {
  const [head = ''] = text.split('\nimport ');
  const [, stated = ''] = head.split('// May, besides writing its log:\n');
  const permissions: Record<string, string[]> = {};
  for (const line of stated.trimEnd().split('\n')) {
    const [, resources = '', actions = ''] = /^\/\/ {3}([^:]+): (.+)$/.exec(line) ?? [];
    for (const resource of resources.split(', ')) {
      permissions[resource] = [...(permissions[resource] ?? []), ...actions.split(', ')].sort();
    }
  }
  return { permissions, calls: /^\/\/ Calls: (.+)\.$/m.exec(head)?.[1]?.split(', ') ?? [] };
}

const FUNCTIONS = handlers.map(({ path, text }) => {
  const name = path.split('/')[1] ?? '';
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`;
  return { id, path, head: headOf(text) };
});

function roleOf(functionId: string) {
  return properties(String(short(properties(functionId).Role)).replace('.Arn', ''));
}

/** Allowed actions by resource, from the policies of the role and from conditional policies. */
function permissionsOf(functionId: string): Record<string, string[]> {
  const role = String(short(properties(functionId).Role)).replace('.Arn', '');
  const own = roleOf(functionId).Policies.map((policy: Policy | ConditionalPolicy) =>
    'Fn::If' in policy ? { ...policy['Fn::If'][1], when: ' (if any)' } : { ...policy, when: '' },
  );
  const attached = all('AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some((candidate: unknown) => short(candidate) === role))
    .map(([, { Properties, Condition }]) => ({ ...Properties, when: Condition ? ' (if any)' : '' }));
  const byResource: Record<string, string[]> = {};
  for (const { PolicyDocument, when } of [...own, ...attached]) {
    for (const statement of PolicyDocument.Statement) {
      expect(Object.keys(statement).sort()).toEqual(['Action', 'Effect', 'Resource']);
      expect(statement.Effect).toBe('Allow');
      for (const resource of [short(statement.Resource)].flat()) {
        const name = `${nameOf(resource)}${when}`;
        byResource[name] = [...(byResource[name] ?? []), ...[statement.Action].flat()].sort();
      }
    }
  }
  return byResource;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Record<string, string>[] };
}

interface ConditionalPolicy {
  readonly 'Fn::If': readonly [condition: string, policy: Policy, otherwise: unknown];
}

/** `SessionsTable/index/due`. A split list has the name of its parameter. */
function nameOf(resource: unknown): string {
  const split = Object(resource)['Fn::Split'];
  return String(split ? short(split[1]) : resource).replace(/\.(Arn|Id)\b/, '');
}

describe.each(FUNCTIONS)('$path', ({ id, path, head }) => {
  test('states exactly its permissions', () => {
    const { [nameOf(short(properties(id).LoggingConfig.LogGroup))]: log, ...granted } = permissionsOf(id);
    expect(log).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(head.permissions).toEqual(granted);
  });

  test('states the other services that it calls', () => {
    const loaded = reachable(path);
    const called = CALLED.filter(({ by }) => loaded.has(by)).map(({ name }) => name);
    expect(head.calls).toEqual(called);
  });

  test('has a role that only Lambda can assume, without a managed policy', () => {
    const role = roleOf(id);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });
});

test('the files that make calls exist', () => {
  const paths = sourceFiles('functions').map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(CALLED.map(({ by }) => by)));
});

test('every function is tested here and has its own role', () => {
  const functions = all('AWS::Lambda::Function');
  expect(functions.map(([id]) => id).sort()).toEqual(FUNCTIONS.map(({ id }) => id).sort());
  const roles = functions.map(([id]) => short(properties(id).Role));
  expect(new Set(roles).size).toBe(functions.length);
});

test('the worker may call exactly the listed functions, and has no such policy without a list', () => {
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

test('the functions with the key, and no others, may decrypt with the KMS key of their environment, if there is one', () => {
  const withKey = ['IngestFunction', 'ResumeFunction', 'WorkerFunction'];
  for (const [id, { Properties }] of all('AWS::Lambda::Function')) {
    const [, conditional] = roleOf(id).Policies;
    expect([id, conditional !== undefined, Properties.KmsKeyArn !== undefined]).toEqual([
      id,
      withKey.includes(id),
      withKey.includes(id),
    ]);
    if (!conditional) continue;
    const [condition, policy, otherwise] = conditional['Fn::If'];
    expect(template.toJSON()['Conditions'][condition]).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'EnvironmentKeyArn' }, ''] }],
    });
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' });
    expect(policy.PolicyDocument.Statement).toEqual([
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: { Ref: 'EnvironmentKeyArn' } },
    ]);
    expect(Properties.KmsKeyArn).toEqual({ 'Fn::If': [condition, { Ref: 'EnvironmentKeyArn' }, otherwise] });
  }
});

test('there are no other permissions outside the roles', () => {
  template.resourceCountIs('AWS::IAM::Policy', 1);
  template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  template.resourceCountIs('AWS::IAM::Role', FUNCTIONS.length);
});

test('each function can be invoked only by its source', () => {
  const callers = all('AWS::Lambda::Permission').map(([, { Properties: p }]) => [
    short(p.FunctionName),
    p.Principal,
    String(short(p.SourceArn)).replace(/^arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:/, ''),
  ]);
  expect(callers).toEqual([
    ['IngestFunction.Arn', 'apigateway.amazonaws.com', 'Api/*/*/hooks/{source}'],
    ['ResumeFunction.Arn', 'apigateway.amazonaws.com', 'Api/*/*/resume'],
    ['StatsFunction.Arn', 'logs.amazonaws.com', expect.stringMatching(/^ApiAccessLog\w+\.Arn$/)],
    ...['', '2', '3', '4'].map((number) => [
      'SweeperFunction.Arn',
      'events.amazonaws.com',
      expect.stringMatching(new RegExp(`^SweeperEveryMinute${number}[0-9A-F]{8}\\.Arn$`)),
    ]),
  ]);
});
