// The parameters as an operator meets them: defaults, bounds, what is refused, how the console shows them, and
// that docs/parameters.md says the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BOUNDS } from '../../functions/core/bounds.ts';
import { parseFallbackKeys } from '../../functions/core/wait/variables.ts';
import { processorNames } from '../../functions/processors/list.ts';
import { parseFunctionArn } from '../../functions/runtime/function-arn.ts';
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

test.each(Object.entries(BOUNDS))('%s has the bounds that the functions enforce', (name, bounds) => {
  expect(parameters[name]).toMatchObject({
    Type: 'Number',
    Default: bounds.default,
    MinValue: bounds.minimum,
    MaxValue: bounds.maximum,
  });
});

describe.each(Object.entries(parameters))('%s', (_name, parameter) => {
  test('says in one line what it is for, its unit if it is a number, and what is wrong with a bad value', () => {
    expect(parameter.Description).toMatch(/^[^\n]{20,150}$/);
    if (parameter.Type === 'Number') expect(parameter.Description).toMatch(/ Unit: [a-z ]+\.$/);
    expect(parameter.ConstraintDescription).toMatch(/^must /);
  });

  test('is bounded, and its default is within', () => {
    const { Default, AllowedValues, AllowedPattern, MinValue, MaxValue } = parameter;
    if (AllowedValues) expect(AllowedValues).toContain(String(Default));
    else if (AllowedPattern) expect(String(Default)).toMatch(new RegExp(AllowedPattern));
    else {
      expect(Number(Default)).toBeGreaterThanOrEqual(MinValue ?? Number.NaN);
      expect(Number(Default)).toBeLessThanOrEqual(MaxValue ?? Number.NaN);
    }
  });
});

test('the first deployment needs no value: these are the defaults', () => {
  expect(Object.fromEntries(names.map((name) => [name, parameters[name]?.Default]))).toEqual({
    TrebleBaseUrl: 'https://main.treble.ai',
    ResumeDelayMs: 0,
    SessionUpdateSettleSeconds: 30,
    SendWindowHours: 20,
    UpdatesPerSecond: 20,
    Processor: 'none',
    ProcessorUrl: '',
    ProcessorFunctionArns: '',
    ProcessorTimeoutSeconds: 60,
    SessionDeadlineSeconds: 300,
    FallbackKeys: '',
    WorkerTimeoutSeconds: 120,
    PhotoKey: '',
    PhotoAllowedHosts: '',
    PhotoMinPixels: 300,
    PhotoMaxMegapixels: 25,
    PhotoMinBytes: 5000,
    PhotoMaxBytes: 10_000_000,
    PhotoMinContrast: 4,
    WaitsMaxConcurrency: 5,
    EventsMaxConcurrency: 2,
    BreakerFailures: 100,
    BreakerWindowSeconds: 600,
    BreakerPauseSeconds: 600,
    SlowMs: 2000,
    SessionRetentionDays: 7,
    PayloadRetentionDays: 14,
    StatsRetentionDays: 30,
    LogRetentionDays: 30,
    AlarmEmail: '',
    KeyRevision: 1,
  });
});

test('the processors to choose from are those in the list', () => {
  expect(parameters['Processor']?.AllowedValues).toEqual(processorNames);
});

test('logs can be kept for the times that CloudWatch knows, never for ever', () => {
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
  ])('takes %s', (url) => {
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
  ])('takes %j, as the functions do', (text) => {
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

  test('leaves room for the other variables in the 4 KB that an environment holds', () => {
    expect(parameters['FallbackKeys']?.MaxLength).toBeLessThanOrEqual(2000);
  });
});

describe('ProcessorFunctionArns', () => {
  const pattern = new RegExp(parameters['ProcessorFunctionArns']?.AllowedPattern ?? '');
  const arn = 'arn:aws:lambda:sa-east-1:123456789012:function:check-photo';

  test.each(['', arn, `${arn}:live`, `${arn}:12`, `${arn},${arn}-2:$LATEST`, arn.replace('aws', 'aws-cn')])(
    'takes %j',
    (text) => {
      expect(text).toMatch(pattern);
      for (const one of text.split(',').filter(Boolean)) expect(parseFunctionArn(one)?.arn).toBe(one);
    },
  );

  test.each(['check-photo', `${arn}, ${arn}`, `${arn},`, `${arn}:*`, '*', arn.replace('check-photo', '*')])(
    'refuses %j: what is granted is exactly named',
    (text) => {
      expect(text).not.toMatch(pattern);
    },
  );
});

describe('PhotoAllowedHosts', () => {
  const pattern = new RegExp(parameters['PhotoAllowedHosts']?.AllowedPattern ?? '');

  test.each(['', 'chat.internal', 'chat.internal:8443,10.0.0.7', '[fd00::7]:443,127.0.0.1:3000'])(
    'takes %j',
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
  ])('refuses %j: a host is named, never described', (text) => {
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

test('nothing is calculated from a parameter at synth: a token that went through arithmetic is a huge number', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/e\+\d{2,}|\$\{Token|-?1\.8{2,}/);
  expect(properties('WorkerFunction').Timeout).toEqual({ Ref: 'WorkerTimeoutSeconds' });
});

describe('docs/parameters.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/parameters.md'), 'utf8');
  const rows = new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      )
      .map(([name = '', initial = '', allowed = '', unit = '', ...rest]) => [
        name.replaceAll('`', ''),
        { initial, allowed, unit, rest },
      ]),
  );

  test('has a row for every parameter and for nothing else, in the order and groups of the console', () => {
    const { ParameterGroups } = template.toJSON()['Metadata']['AWS::CloudFormation::Interface'];
    const ordered = ParameterGroups.flatMap(({ Parameters }: { Parameters: string[] }) => Parameters);
    expect([...rows.keys()]).toEqual(ordered);
    const headings = page.match(/^## .+$/gm);
    expect(headings).toEqual(
      ParameterGroups.map(({ Label }: { Label: { default: string } }) => `## ${Label.default}`),
    );
  });

  test.each(names)('says the default and the bounds of %s as the template has them', (name) => {
    const row = rows.get(name);
    const parameter = parameters[name];
    expect(row?.initial).toBe(parameter?.Default === '' ? 'empty' : `\`${parameter?.Default}\``);
    expect(row?.allowed).toBe(allowedText(parameter));
  });

  test.each(names)('says what %s means, and what happens at its extremes', (name) => {
    const row = rows.get(name);
    expect(row?.rest).toHaveLength(2);
    for (const cell of row?.rest ?? []) expect(cell.length).toBeGreaterThan(20);
    const unit = / Unit: (.+)\.$/.exec(parameters[name]?.Description ?? '')?.[1];
    expect(row?.unit).toBe(unit === undefined || unit === 'none' ? '–' : unit);
  });

  function allowedText(parameter: Parameter | undefined): string {
    if (parameter?.AllowedValues) return parameter.AllowedValues.map((value) => `\`${value}\``).join(', ');
    if (parameter?.MinValue !== undefined) return `\`${parameter.MinValue}\` to \`${parameter.MaxValue}\``;
    return parameter?.ConstraintDescription.replace(/^must (be )?/, '') ?? '';
  }
});
