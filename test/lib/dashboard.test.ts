// The dashboard: the console on top, and the metrics of AWS to verify it.
import { expect, test } from 'vitest';
import { all, short, template } from './synthesised.ts';

const [[, dashboard] = ['', undefined]] = all('AWS::CloudWatch::Dashboard');
const body = JSON.parse(String(short(dashboard?.['Properties'].DashboardBody)));
const [custom, , ...graphs] = body.widgets;
const text = JSON.stringify(graphs);

test('shows the console first, over the full width', () => {
  expect(custom).toMatchObject({
    type: 'custom',
    width: 24,
    x: 0,
    y: 0,
    properties: { endpoint: 'ConsoleFunction.Arn', updateOn: { refresh: true } },
  });
});

test('has the name of the stack, and the output links to it', () => {
  expect(dashboard?.['Properties'].DashboardName).toEqual({ Ref: 'AWS::StackName' });
  const { Value } = template.toJSON()['Outputs'].DashboardUrl;
  expect(short(Value)).toBe(
    'https://console.aws.amazon.com/cloudwatch/home?region=AWS::Region#dashboards/dashboard/AWS::StackName',
  );
});

test.each([
  ['AWS/ApiGateway', ['Count', '4xx', '5xx', 'Latency']],
  ['AWS/SQS', ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage']],
  ['AWS/Lambda', ['Errors', 'Throttles', 'Duration', 'ConcurrentExecutions']],
  ['AWS/DynamoDB', ['ReadThrottleEvents', 'WriteThrottleEvents']],
])('has graphs of the metrics of %s', (namespace, names) => {
  for (const name of names) expect(text).toContain(JSON.stringify([namespace, name]).slice(0, -1));
});

test('includes every queue, function and table', () => {
  const resources = [
    ...all('AWS::Lambda::Function').map(([id]) => id),
    ...all('AWS::DynamoDB::Table').map(([id]) => id),
    ...all('AWS::SQS::Queue').map(([id]) => `${id}.QueueName`),
  ];
  expect(resources.length).toBeGreaterThan(10);
  expect(resources.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
});
