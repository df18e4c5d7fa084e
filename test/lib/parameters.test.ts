// The parameters: defaults, limits, refused values, the CloudFormation console, and the same content in
// docs/parameters.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFallbackKeys } from '../../functions/core/parameters/fallback-keys.ts';
import { proseOf, type Parameter as Row, variableName } from '../../functions/core/parameters/parameter.ts';
import { variablesOf } from '../../functions/core/parameters/variables-of.ts';
import { processorNames } from '../../functions/processors/list.ts';
import { readEnvironment } from '../../functions/runtime/environment.ts';
import { parseFunctionArn } from '../../functions/runtime/function-arn.ts';
import { PARAMETER_GROUPS, PARAMETERS } from '../../lib/parameter-list.ts';
import { row, withTables } from '../rules/printed-tables.ts';
import { properties, template } from './synthesised.ts';

interface Parameter {
  readonly Type: string;
  readonly Default: string | number;
  readonly Description: string;
  readonly ConstraintDescription: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly MaxLength?: number;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
}

const parameters: Record<string, Parameter> = template.toJSON()['Parameters'];
const names = Object.keys(parameters);

describe.each(Object.entries(parameters))('%s', (_name, parameter) => {
  test('has a description of one line, a unit if it is a number, and a text for an invalid value', () => {
    expect(parameter.Description).toMatch(/^[^\n]{20,150}$/);
    if (parameter.Type === 'Number') expect(parameter.Description).toMatch(/ Unit: [a-z ]+\.$/);
    expect(parameter.ConstraintDescription).toMatch(/^must /);
  });

  test('has limits, and its default is within them', () => {
    const { Default, AllowedValues, AllowedPattern, MinValue, MaxValue } = parameter;
    // As text, as the allowed values are.
    if (AllowedValues) expect(AllowedValues).toContain(Default);
    else if (AllowedPattern) expect(String(Default)).toMatch(new RegExp(AllowedPattern));
    else {
      expect(Number(Default)).toBeGreaterThanOrEqual(MinValue ?? Number.NaN);
      expect(Number(Default)).toBeLessThanOrEqual(MaxValue ?? Number.NaN);
    }
  });
});

test('a deployment needs no values: these are the defaults', () => {
  const defaults = Object.fromEntries(names.map((name) => [name, parameters[name]?.Default]));
  expect(Object.values(defaults)).not.toContain(undefined);
  // A custom processor can add parameters.
  expect(defaults).toMatchObject({
    TrebleBaseUrl: 'https://main.treble.ai',
    ResumeDelayMs: 0,
    SessionUpdateSettleSeconds: 30,
    SendWindowHours: 20,
    UpdatesPerSecond: 20,
    Processor: 'none',
    ProcessorUrl: '',
    ProcessorFunctionArns: '',
    ProcessorTimeoutSeconds: 60,
    SessionDeadlineSeconds: 240,
    FallbackKeys: '',
    WorkerTimeoutSeconds: '120',
    PhotoKey: '',
    PhotoAllowedHosts: '',
    PhotoMinPixels: 300,
    PhotoMaxMegapixels: 25,
    PhotoMinBytes: 5000,
    PhotoMaxBytes: 10_000_000,
    PhotoMinContrast: 4,
    CardCountries: 'AR,CO,CL',
    CardKeys: '',
    CardExpectedKey: '',
    WaitsMaxConcurrency: 2,
    EventsMaxConcurrency: 2,
    ApiRequestsPerSecond: 1000,
    ApiBurst: 2000,
    ResumeRequestsPerSecond: 20,
    BreakerFailures: 20,
    BreakerPercent: 50,
    BreakerWindowSeconds: 600,
    BreakerPauseSeconds: 600,
    SlowMs: 2000,
    SessionRetentionDays: 7,
    PayloadRetentionDays: 14,
    StatsRetentionDays: 30,
    LogRetentionDays: '30',
    AlarmEmail: '',
    EnvironmentKeyArn: '',
  });
});

test('the allowed processors are those in the list', () => {
  expect(parameters['Processor']?.AllowedValues).toEqual(processorNames);
});

test('the retention of logs is one of CloudWatch, never unlimited', () => {
  expect(parameters['LogRetentionDays']?.AllowedValues).toEqual(
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    '1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653'.split(' '),
  );
});

describe('TrebleBaseUrl', () => {
  const pattern = new RegExp(parameters['TrebleBaseUrl']?.AllowedPattern ?? '');

  test.each([
    'https://main.treble.ai',
    'https://main.treble.ai/',
    'https://proxy.example.com:8443/treble',
    'http://127.0.0.1:9999',
    'http://localhost:9999',
    'http://[::1]:9999/x',
  ])('accepts %s', (url) => {
    expect(url).toMatch(pattern);
    expect(URL.canParse(url)).toBe(true);
  });

  test.each([
    '',
    'main.treble.ai',
    'http://main.treble.ai',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'https://user:password@main.treble.ai',
    'https://main.treble.ai?x=1',
    'https://main.treble.ai/#x',
    'https://main.treble.ai /x',
    'ftp://main.treble.ai',
    'https://main.treble.ai/ñ',
    'x https://main.treble.ai',
  ])('refuses %s', (url) => {
    expect(url).not.toMatch(pattern);
  });
});

describe('FallbackKeys', () => {
  const pattern = new RegExp(parameters['FallbackKeys']?.AllowedPattern ?? '');

  test.each([
    '',
    ' ',
    'a=',
    'a=1',
    'a=1,b=2',
    'a=x=y',
    ' a =1, b=2',
    'my acuse_=1',
    'ACUSE_x=1',
    'saludo=¡Hola!',
  ])('accepts %j, as the functions do', (text) => {
    expect(text).toMatch(pattern);
    expect(parseFallbackKeys(text)).toBeDefined();
  });

  test.each([
    'a',
    '=1',
    ' =1',
    ',',
    'a=1,',
    ',a=1',
    'a=1,b',
    'acuse_status=done',
    'a=1, acuse_reason=x',
    ' acuse_x=1',
  ])('refuses %j, as the functions do', (text) => {
    expect(text).not.toMatch(pattern);
    expect(parseFallbackKeys(text)).toBeUndefined();
  });

  test('may hold 100 characters of several bytes, and no more', () => {
    const wholePattern = new RegExp(pattern, 'u');
    for (const character of ['ñ', '🙏', '"', '\\']) {
      expect(`a=${character.repeat(100)}b`).toMatch(wholePattern);
      expect(`a=${character.repeat(100)}b${character}`).not.toMatch(wholePattern);
    }
  });
});

describe('ProcessorFunctionArns', () => {
  const pattern = new RegExp(parameters['ProcessorFunctionArns']?.AllowedPattern ?? '');
  const arn = 'arn:aws:lambda:sa-east-1:123456789012:function:check-photo';

  test.each(['', arn, `${arn}:live`, `${arn}:12`, `${arn},${arn}-2:$LATEST`, arn.replace('aws', 'aws-cn')])(
    'accepts %j',
    (text) => {
      expect(text).toMatch(pattern);
      for (const item of text.split(',').filter(Boolean)) expect(parseFunctionArn(item)?.arn).toBe(item);
    },
  );

  test.each(['check-photo', `${arn}, ${arn}`, `${arn},`, `${arn}:*`, '*', arn.replace('check-photo', '*')])(
    'refuses %j: permissions need exact names',
    (text) => {
      expect(text).not.toMatch(pattern);
    },
  );
});

describe.each(['PhotoKey', 'CardExpectedKey'])('%s', (name) => {
  const pattern = new RegExp(parameters[name]?.AllowedPattern ?? '', 'u');

  test.each(['', 'foto', 'número_de_cédula', 'Foto-2.b', 'e\u0301'])('accepts %j', (text) => {
    expect(text).toMatch(pattern);
  });

  test.each(['foto 1', 'ñandúñandúñandú', '🙏', '"foto"', 'a\\b'])('refuses %j', (text) => {
    expect(text).not.toMatch(pattern);
  });
});

describe('CardCountries and CardKeys', () => {
  const accepts = (name: string, text: string) =>
    new RegExp(parameters[name]?.AllowedPattern ?? '').test(text) &&
    [...text].length <= (parameters[name]?.MaxLength ?? 0);

  test.each([
    ['CardCountries', 'AR'],
    ['CardCountries', 'CL,AR,CO'],
    ['CardKeys', ''],
    ['CardKeys', 'card_born'],
    ['CardKeys', 'card_number,card_names,card_born'],
  ])('%s accepts %j', (name, text) => {
    expect(accepts(name, text)).toBe(true);
  });

  test.each([
    ['CardCountries', ''],
    ['CardCountries', 'PE'],
    ['CardCountries', 'AR, CO'],
    ['CardCountries', 'AR,'],
    ['CardKeys', 'card_photo'],
    ['CardKeys', 'card_number,'],
  ])('%s refuses %j', (name, text) => {
    expect(accepts(name, text)).toBe(false);
  });
});

describe('PhotoAllowedHosts', () => {
  const pattern = new RegExp(parameters['PhotoAllowedHosts']?.AllowedPattern ?? '');

  test.each(['', 'chat.internal', 'chat.internal:8443,10.0.0.7', '[fd00::7]:443,127.0.0.1:3000'])(
    'accepts %j',
    (text) => {
      expect(text).toMatch(pattern);
    },
  );

  test.each([
    '*',
    '*.internal',
    'https://chat.internal',
    'chat.internal/',
    'a, b',
    'a,',
    '10.0.0.0/8',
    'a@b',
  ])('refuses %j: a host has no pattern', (text) => {
    expect(text).not.toMatch(pattern);
  });
});

test('every parameter is used', () => {
  const used = JSON.stringify(template.toJSON()['Resources']);
  for (const name of names) expect(used, name).toContain(`{"Ref":"${name}"}`);
});

test('the console shows every parameter once, in a group and with a label', () => {
  const { ParameterGroups, ParameterLabels } =
    template.toJSON()['Metadata']['AWS::CloudFormation::Interface'];
  const grouped = ParameterGroups.flatMap(({ Parameters }: { Parameters: string[] }) => Parameters);
  expect(grouped.sort()).toEqual([...names].sort());
  expect(Object.keys(ParameterLabels).sort()).toEqual([...names].sort());
  for (const group of ParameterGroups) expect(group.Label.default).toMatch(/^[A-Z]/);
});

test('nothing is calculated from a parameter at synthesis: a calculated token would be a huge number', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/e\+\d{2,}|\$\{Token|-?1\.8{2,}/);
  expect(properties('WorkerFunction').Timeout).toEqual({ Ref: 'WorkerTimeoutSeconds' });
});

describe('a row', () => {
  test('is in the environment of every function that uses it, with a derived name', () => {
    const functions = Object.values<{ Type: string; Properties: { Environment: { Variables: object } } }>(
      template.toJSON()['Resources'],
    ).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const set = functions.flatMap(({ Properties }) => Object.entries(Properties.Environment.Variables));
    const used = PARAMETERS.filter(({ name }) => set.some(([, value]) => value?.Ref === name));
    expect(used.length).toBeGreaterThan(20);
    for (const { name } of used) {
      const variables = set.filter(([, value]) => value?.Ref === name).map(([variable]) => variable);
      expect(new Set(variables)).toEqual(new Set([variableName(name)]));
    }
  });

  test.each([
    ['SlowMs', 'SLOW_MS'],
    ['SessionUpdateSettleSeconds', 'SESSION_UPDATE_SETTLE_SECONDS'],
    ['Processor', 'PROCESSOR'],
  ])('%s is %s in an environment', (name, variable) => {
    expect(variableName(name)).toBe(variable);
  });

  const text = { kind: 'text', default: '', maxLength: 3, pattern: '[a-z]*', constraint: 'must be letters' };
  const schema = variablesOf(
    { name: 'ANumber', kind: 'number', default: 2, minimum: 1, maximum: 30, prose: undefined },
    { name: 'AChoice', kind: 'choice', default: 'a', allowed: ['a', 'b'], prose: undefined },
    { ...text, kind: 'text', name: 'AText', prose: undefined },
    {
      ...text,
      kind: 'text',
      name: 'AList',
      parse: (list: string) => (list === 'no' ? undefined : [...list]),
      prose: undefined,
    },
  );

  test('reads a value with its type', () => {
    const read = readEnvironment(schema, { A_NUMBER: '30', A_CHOICE: 'b', A_TEXT: '', A_LIST: 'xy' });
    expect(read).toEqual({ A_NUMBER: 30, A_CHOICE: 'b', A_TEXT: '', A_LIST: ['x', 'y'] });
  });

  test('refuses every value that CloudFormation refuses, and values that its parser refuses', () => {
    const bad = { A_NUMBER: '31', A_CHOICE: 'c', A_TEXT: 'abcd', A_LIST: 'no' };
    expect(() => readEnvironment(schema, bad)).toThrow(
      'A_NUMBER must be a whole number from 1 to 30; A_CHOICE must be one of a, b; A_TEXT must be letters; A_LIST must be letters',
    );
    for (const value of ['0', '1.5', '-2', '', ' 2', '1e1']) {
      expect(() => readEnvironment(schema, { A_NUMBER: value })).toThrow('A_NUMBER must be');
    }
    expect(() => readEnvironment(schema, { A_TEXT: 'a\n' })).toThrow('A_TEXT must be letters');
  });
});

describe('docs/parameters.md', () => {
  const path = join(import.meta.dirname, '../../docs/parameters.md');
  const page = readFileSync(path, 'utf8');
  const HEAD = [
    row('Parameter', 'Default', 'Allowed', 'Unit', 'Meaning', 'At the extremes'),
    '|---|---|---|---|---|---|',
  ];

  // `npx vitest run test/lib/parameters.test.ts -u` writes the tables.
  test('has the tables of the rows', async () => {
    const tables = [...PARAMETER_GROUPS].map(
      ([title, rows]) => [title, [...HEAD, ...rows.map(line)]] as const,
    );
    await expect(withTables(page, new Map(tables))).toMatchFileSnapshot(path);
  });

  test('has exactly the groups of the console as headings, in the same order', () => {
    const { ParameterGroups } = template.toJSON()['Metadata']['AWS::CloudFormation::Interface'];
    expect(page.match(/^## .+$/gm)).toEqual(
      ParameterGroups.map(({ Label }: { Label: { default: string } }) => `## ${Label.default}`),
    );
  });

  test('explains the extremes of each parameter', () => {
    for (const row of PARAMETERS) expect(proseOf(row).extremes.length, row.name).toBeGreaterThan(20);
  });

  function line(parameter: Row): string {
    const { unit = 'none', meaning, more, extremes } = proseOf(parameter);
    return row(
      `\`${parameter.name}\``,
      parameter.default === '' ? 'empty' : `\`${parameter.default}\``,
      allowedText(parameter),
      unit === 'none' ? '–' : unit,
      more === undefined ? meaning : `${meaning} ${more}`,
      extremes,
    );
  }

  function allowedText(parameter: Row): string {
    if (parameter.kind === 'choice') return parameter.allowed.map((value) => `\`${value}\``).join(', ');
    if (parameter.kind === 'number') return `\`${parameter.minimum}\` to \`${parameter.maximum}\``;
    return parameter.constraint.replace(/^must (be )?/, '');
  }
});
