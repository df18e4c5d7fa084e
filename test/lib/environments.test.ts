// Lambda accepts 4 KB of environment for a function. Each fits with the longest values that its parameters allow, and
// with long names for what AWS names.
import { describe, expect, test } from 'vitest';
import { type Parameter, readValue, type TextParameter } from '../../functions/core/parameters/parameter.ts';
import { PARAMETERS, type ParameterName } from '../../lib/parameter-list.ts';
import { all, properties, resource, short } from './synthesised.ts';

/** Lambda measures the variables as one JSON object, and shows it in its error message ("String measured: {…}"). */
const LIMIT_BYTES = 4096;

const ACCOUNT = '123456789012';
const REGION = 'ap-southeast-2';
/** Long for a stack. CloudFormation's names are made of it, the logical id and 13 random characters. */
const STACK = 'a-stack-with-a-long-name-of-40-characters';
const named = (logicalId: string) => `${STACK}-${logicalId}-1ABCDEFGHIJKL`;

/**
 * What a reference to a resource becomes, by type. A bucket's name has 63 characters at most, a queue's 80.
 */
const REFERENCES: Readonly<Record<string, (logicalId: string) => string>> = {
  'AWS::DynamoDB::Table': named,
  'AWS::S3::Bucket': (logicalId) => named(logicalId).slice(0, 63),
  'AWS::SQS::Queue': (logicalId) =>
    `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${named(logicalId).slice(0, 75)}.fifo`,
};

const OTHER_VALUES: Readonly<Record<string, string>> = {
  'AWS::StackName': STACK,
  // A secret's name is made without that of the stack.
  'AcuseApiKeys.Id': `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:AcuseApiKeys-1ABCDEFGHIJK-AbCdEf`,
  'Api.ApiEndpoint': `https://a1b2c3d4e5.execute-api.${REGION}.amazonaws.com`,
  'OperateFunction.Arn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${'x'.repeat(64)}`,
  '{{resolve:secretsmanager:AcuseKey:SecretString:::}}': 'x'.repeat(
    properties('AcuseKey').GenerateSecretString.PasswordLength,
  ),
};

/** Three of them, with two commas, have 500 characters. */
const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${'x'.repeat(64)}:`.padEnd(166, 'x');

/** How a long value begins, with all the characters of more than one byte that the parameter allows. */
const STARTS: { readonly [Name in ParameterName]?: string } = {
  TrebleBaseUrl: 'https://treble.example.com/',
  BotmakerBaseUrl: 'https://botmaker.example.com/',
  TrinoBaseUrl: 'https://trino.example.com/',
  ProcessorUrl: 'https://processor.example.com/?',
  ProcessorFunctionArns: [arn, arn, arn].join(','),
  PhotoKey: 'ñ'.repeat(5),
  PhotoAllowedHosts: '',
  CardCountries: 'AR,CO,CL',
  CardKeys: 'card_number,card_names,card_born',
  CardExpectedKey: 'ñ'.repeat(5),
  FallbackKeys: `a=${'🙏'.repeat(100)}`,
};

function longestValue(row: Parameter): string {
  switch (row.kind) {
    case 'number':
      return String(row.maximum);
    case 'choice':
      return row.allowed.map(String).reduce((one, other) => (other.length > one.length ? other : one));
    case 'text':
      return longestText(row);
  }
}

function longestText({ name, maxLength }: TextParameter): string {
  const starts: Readonly<Record<string, string>> = STARTS;
  const start = starts[name];
  if (start === undefined) throw new Error(`Say how a long ${name} begins.`);
  return start + 'x'.repeat(maxLength - [...start].length);
}

function longestOf(value: unknown): string {
  const name = String(short(value));
  const row = PARAMETERS.find((parameter) => parameter.name === name);
  const longest = row ? longestValue(row) : (OTHER_VALUES[name] ?? REFERENCES[resource(name)?.Type]?.(name));
  if (longest === undefined) throw new Error(`Say how long ${name} may be.`);
  return longest;
}

const FUNCTIONS = all('AWS::Lambda::Function').map(
  ([id, { Properties }]): [string, Record<string, unknown>] => [id, Properties.Environment.Variables],
);

test.each(FUNCTIONS)('the longest environment of %s fits', (_id, variables) => {
  const longest = Object.entries(variables).map(([name, value]) => [name, longestOf(value)]);
  expect(Buffer.byteLength(JSON.stringify(Object.fromEntries(longest)))).toBeLessThanOrEqual(LIMIT_BYTES);
});

const used = new Set(FUNCTIONS.flatMap(([, variables]) => Object.values(variables).map(short)));
const TEXTS = PARAMETERS.filter((row) => row.kind === 'text' && used.has(row.name));

describe.each(TEXTS.map((row) => [row.name, row] as const))('the longest %s', (_name, row) => {
  const characters = [...longestValue(row)];

  test('is accepted, with one character more it is not', () => {
    expect(readValue(row, characters.join(''))).toBeDefined();
    expect(readValue(row, `${characters.join('')}x`)).toBeUndefined();
  });

  test('has no plain character that could be one of more bytes', () => {
    const plain = characters.lastIndexOf('x');
    if (plain === -1) return;
    for (const character of ['"', '\\', 'ñ', '🙏'])
      expect(readValue(row, characters.with(plain, character).join('')), character).toBeUndefined();
  });
});
