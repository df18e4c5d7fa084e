// What each function may touch: exact actions on exact resources. The head of its handler states them, and the role
// that is deployed grants the same. A permission is needed in both places, so that whoever reads either reads the truth.
import { describe, expect, test } from 'vitest';
import { reachable, sourceFiles } from '../rules/source-files.ts';
import { all, properties, short, template } from './synthesised.ts';

const handlers = sourceFiles('functions').filter(({ path }) => path.endsWith('/handler.ts'));

interface Head {
  /** Resource → actions, sorted. */
  readonly permissions: Record<string, string[]>;
  /** Whom the function calls besides AWS. */
  readonly calls: readonly string[];
}

/** A function that loads the file can call. */
const CALLED = [
  { name: 'Treble', by: 'functions/platforms/treble/outbound.ts' },
  { name: 'the processor', by: 'functions/processors/list.ts' },
];

/** Reads `//   SessionsTable, StatsTable: dynamodb:PutItem` and `// Calls: Treble.` above the first import. */
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

/** Allowed actions by resource: the role's own policies, and those that the stack attaches only under a condition. */
function permissionsOf(functionId: string): Record<string, string[]> {
  const role = String(short(properties(functionId).Role)).replace('.Arn', '');
  const own = roleOf(functionId).Policies.map(({ PolicyDocument }: Policy) => ({ PolicyDocument, when: '' }));
  const attached = all('AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some((one: unknown) => short(one) === role))
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

/** `SessionsTable/index/due`. A list that is split is named by the parameter that holds it. */
function nameOf(resource: unknown): string {
  const split = Object(resource)['Fn::Split'];
  return String(split ? short(split[1]) : resource).replace('.Arn', '');
}

describe.each(FUNCTIONS)('$path', ({ id, path, head }) => {
  test('states at its head all that it may touch, and nothing else', () => {
    const { [nameOf(short(properties(id).LoggingConfig.LogGroup))]: log, ...granted } = permissionsOf(id);
    expect(log).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(head.permissions).toEqual(granted);
  });

  test('states at its head whom it calls besides AWS', () => {
    const loaded = reachable(path);
    const called = CALLED.filter(({ by }) => loaded.has(by)).map(({ name }) => name);
    expect(head.calls).toEqual(called);
  });

  test('has a role that only Lambda can take, with no managed policy', () => {
    const role = roleOf(id);
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
  });
});

test('whom a function can call is told by files that exist', () => {
  const paths = sourceFiles('functions').map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(CALLED.map(({ by }) => by)));
});

test('every function is covered here and shares its role with no other', () => {
  const functions = all('AWS::Lambda::Function');
  expect(functions.map(([id]) => id).sort()).toEqual(FUNCTIONS.map(({ id }) => id).sort());
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
  template.resourceCountIs('AWS::IAM::Role', FUNCTIONS.length);
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
