// The alarms: each one has a section in the runbook, each section an alarm, and their messages arrive.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SILENT_REASONS } from '../../functions/core/reason/reason.ts';
import { DIMENSION, METRICS, NAMESPACE } from '../../functions/core/statistics/metrics.ts';
import { all, properties, short, template } from './synthesised.ts';

const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');
const sections = runbook.split(/^## .+$/m).slice(1);
const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const nameOf = (alarm: { AlarmName?: unknown }) => String(short(alarm.AlarmName));

const alarmOf = (heading: string) => alarms.find((alarm) => nameOf(alarm).endsWith(`: ${heading}`));
const filtersOf = (metricName: string) =>
  all('AWS::Logs::MetricFilter')
    .map(([, { Properties }]) => Properties)
    .filter(({ MetricTransformations: [one] }) => one.MetricName === metricName);

describe('the share of conversations without a result', () => {
  test('is counted over 15 minutes, and means nothing with fewer than 20', () => {
    const { Metrics = [], Threshold, ...alarm } = alarmOf('Conversations go on without a result') ?? {};
    expect(Threshold).toEqual({ Ref: 'AlarmWithoutResultPercent' });
    expect(alarm).toMatchObject({ EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    expect(
      Metrics.map(({ Expression, Id, MetricStat }: Record<string, never>) => Expression ?? [Id, MetricStat]),
    ).toEqual([
      'IF(FILL(good, 0) + FILL(bad, 0) >= 20, 100 * FILL(bad, 0) / (FILL(good, 0) + FILL(bad, 0)), 0)',
      ...[
        ['good', 'WithResult'],
        ['bad', 'WithoutResult'],
      ].map(([id, MetricName]) => [
        id,
        { Metric: { MetricName, Namespace: expect.anything() }, Period: 900, Stat: 'Sum' },
      ]),
    ]);
  });

  test('is counted in the log of every function that continues conversations, and leaves out what is wanted', () => {
    for (const name of ['WithResult', 'WithoutResult']) {
      const groups = filtersOf(name).map(({ LogGroupName }) => LogGroupName.Ref);
      expect(groups).toEqual(['Worker', 'Sweeper', 'Resume'].map((fn) => expect.stringContaining(fn)));
    }
    const [filter] = filtersOf('WithoutResult');
    for (const reason of SILENT_REASONS) expect(filter?.FilterPattern).toContain(`($.reason != "${reason}")`);
  });
});

test('every alarm is a heading of the runbook, and every heading an alarm', () => {
  const names = alarms.map((alarm) => nameOf(alarm).replace(/^AWS::StackName: /, ''));
  expect(names.length).toBeGreaterThan(10);
  expect(names.toSorted()).toEqual(headings.toSorted());
});

test('every alarm names its section of the runbook', () => {
  for (const alarm of alarms) {
    const heading = nameOf(alarm).replace(/^AWS::StackName: /, '');
    expect(alarm.AlarmDescription).toContain(`docs/runbook.md, "${heading}"`);
  }
});

test.each(headings.map((heading, at) => [heading, sections[at] ?? '']))(
  'the section “%s” has its meaning, checks and actions',
  (_, section) => {
    expect([...section.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, word]) => word)).toEqual([
      'Means',
      'Look',
      'Do',
    ]);
  },
);

test('every alarm sends its start and its end to the topic', () => {
  for (const { AlarmActions, OKActions } of alarms) {
    expect([short(AlarmActions), short(OKActions)]).toEqual([['AlarmTopic'], ['AlarmTopic']]);
  }
});

test('missing data is an alarm for the sweeper, keeps the state for its metrics, and is no alarm elsewhere', () => {
  const withMissing = (as: string) => alarms.filter(({ TreatMissingData }) => TreatMissingData === as);
  expect(withMissing('breaching').map(nameOf)).toEqual(['AWS::StackName: The sweeper is not running']);
  // If the sweeper cannot count, a missing value must not start or end an alarm.
  const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
  expect(own).toHaveLength(3);
  expect(withMissing('ignore')).toEqual(own);
  expect(withMissing('notBreaching')).toHaveLength(alarms.length - 4);
});

test('the runbook names the alarms that keep their state without data', () => {
  const [intro = ''] = runbook.split(/^## /m);
  for (const alarm of alarms.filter(({ TreatMissingData }) => TreatMissingData === 'ignore')) {
    expect(intro.replace(/\s+/g, ' ')).toContain(`*${nameOf(alarm).replace(/^AWS::StackName: /, '')}*`);
  }
});

test('the custom metrics are those in the log line of the sweeper, for this stack', () => {
  const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
  expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(Object.values(METRICS).sort());
  for (const { Dimensions } of own) {
    expect(Dimensions).toEqual([{ Name: DIMENSION, Value: { Ref: 'AWS::StackName' } }]);
  }
});

test.each([
  ['Unauthorised', '401'],
  ['TooManyRequests', '429'],
])('%s are POSTs with status %s in the access log, the status as text', (name, status) => {
  const [filter] = all('AWS::Logs::MetricFilter')
    .map(([, { Properties }]) => Properties)
    .filter(({ MetricTransformations: [one] }) => one.MetricName === name);
  expect(filter).toMatchObject({
    FilterPattern: `{ ($.status = "${status}") && ($.method = "POST") }`,
    LogGroupName: { Ref: expect.stringMatching(/AccessLog/) },
    MetricTransformations: [{ MetricName: name, MetricValue: '1' }],
  });
  const [stage] = all('AWS::ApiGatewayV2::Stage');
  expect(stage?.[1]['Properties'].AccessLogSettings.Format).toContain('"status":"$context.status"');
  const [alarm] = alarms.filter(({ MetricName }) => MetricName === name);
  expect(alarm?.Namespace).toEqual(filter?.MetricTransformations[0].MetricNamespace);
});

test.each(['IngestFunction', 'WorkerFunction'])('%s has an alarm for errors and one for throttles', (id) => {
  const own = alarms.filter(({ Dimensions }) => short(Dimensions?.[0]?.Value) === id);
  expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(['Errors', 'Throttles']);
});

describe('the topic of alarms', () => {
  const allowed = (statements: { Effect: string; Principal: unknown }[]) =>
    statements.filter(({ Principal }) => JSON.stringify(Principal).includes('cloudwatch.amazonaws.com'));

  test('accepts messages only from CloudWatch of this account, and only with TLS', () => {
    const [[, policy] = ['', undefined]] = all('AWS::SNS::TopicPolicy');
    const statements = policy?.['Properties'].PolicyDocument.Statement;
    expect(allowed(statements)).toMatchObject([
      {
        Action: 'sns:Publish',
        Effect: 'Allow',
        Resource: { Ref: 'AlarmTopic' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('is encrypted with a key that CloudWatch can use', () => {
    const keyId = String(short(properties('AlarmTopic').KmsMasterKeyId)).replace('.Arn', '');
    const { KeyPolicy, EnableKeyRotation } = properties(keyId);
    expect(EnableKeyRotation).toBe(true);
    expect(allowed(KeyPolicy.Statement)).toMatchObject([
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Effect: 'Allow' },
    ]);
  });

  test('sends to an e-mail address only if one is set', () => {
    const [[, subscription] = ['', undefined]] = all('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({
      Condition: expect.any(String),
      Properties: { Endpoint: { Ref: 'AlarmEmail' }, Protocol: 'email', TopicArn: { Ref: 'AlarmTopic' } },
    });
    const condition = template.toJSON()['Conditions'][subscription?.['Condition']];
    expect(condition).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmEmail' }, ''] }] });
  });
});

test.each([
  ['', true],
  ['ops@example.com', true],
  ['ops@example', false],
  ['ops at example.com', false],
  ['a@b.example c@d.example', false],
])('AlarmEmail accepts %j: %s', (address, accepted) => {
  const { AllowedPattern } = template.findParameters('AlarmEmail')['AlarmEmail'] ?? {};
  expect(new RegExp(AllowedPattern).test(address)).toBe(accepted);
});
