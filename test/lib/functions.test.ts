// All functions: runtime, limits, logs and event sources.
import { describe, expect, test } from 'vitest';
import { all, KEPT, properties, short, template } from './synthesised.ts';

const FUNCTIONS = all('AWS::Lambda::Function').map(([id]) => id);

/** Values that are not simple references: the URL of the API, the function of the console buttons. */
const COMPUTED: Record<string, unknown> = {
  BASE_URL: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
  API_KEYS_SECRET: { 'Fn::GetAtt': ['AcuseApiKeys', 'Id'] },
  OPERATE_FUNCTION_ARN: { 'Fn::GetAtt': ['OperateFunction', 'Arn'] },
};

/** The quotas of a new AWS account. */
const NEW_ACCOUNT_MEMORY_MB = 3008;

describe.each(FUNCTIONS)('%s', (id) => {
  test('runs Node.js 24 on arm64, within the quotas of a new account', () => {
    expect(properties(id)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(properties(id).MemorySize).toBeLessThanOrEqual(NEW_ACCOUNT_MEMORY_MB);
    expect(properties(id).ReservedConcurrentExecutions).toBeUndefined();
  });

  test('writes to its own log group, with the retention of the parameter', () => {
    const log = String(short(properties(id).LoggingConfig.LogGroup));
    expect(properties(log).RetentionInDays).toEqual({ Ref: 'LogRetentionDays' });
    const users = FUNCTIONS.filter((other) => short(properties(other).LoggingConfig.LogGroup) === log);
    expect(users).toEqual([id]);
  });

  test('has only references in its environment: no fixed text, no secret except the key', () => {
    const variables: Record<string, unknown> = properties(id).Environment.Variables;
    for (const [name, value] of Object.entries(variables)) {
      if (name === 'ACUSE_KEY') continue;
      const computed = COMPUTED[name] ?? { Ref: expect.any(String) };
      expect(value, name).toEqual(computed);
    }
  });
});

test('nothing is provisioned or reserved', () => {
  template.resourceCountIs('AWS::Lambda::Version', 0);
  template.resourceCountIs('AWS::Lambda::Alias', 0);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/Reserved|Provisioned/);
});

test('timeouts permit an answer to a platform, a whole job, and the last calls of a sweep of a minute', () => {
  expect(properties('IngestFunction')).toMatchObject({ MemorySize: 1024, Timeout: 5 });
  expect(properties('WorkerFunction')).toMatchObject({
    MemorySize: 512,
    Timeout: { Ref: 'WorkerTimeoutSeconds' },
  });
  expect(properties('SweeperFunction')).toMatchObject({ MemorySize: 512, Timeout: 75 });
  expect(properties('StatsFunction')).toMatchObject({ MemorySize: 512, Timeout: 60 });
});

test('the worker receives waits and events by ten, and reports each failure', () => {
  const sources = all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
  const common = {
    FunctionName: { Ref: 'WorkerFunction' },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  };
  expect(sources).toEqual([
    {
      ...common,
      EventSourceArn: { 'Fn::GetAtt': ['WaitsQueue', 'Arn'] },
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: { Ref: 'WaitsMaxConcurrency' } },
    },
    {
      ...common,
      EventSourceArn: { 'Fn::GetAtt': ['EventsQueue', 'Arn'] },
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: { Ref: 'EventsMaxConcurrency' } },
    },
  ]);
});

test('the sweeper runs every minute, and a failed or late run is not repeated', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [
      {
        Arn: { 'Fn::GetAtt': ['SweeperFunction', 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: 'SweeperFunction' },
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
});

test('every function logs JSON, and of Lambda only what is wrong', () => {
  for (const id of FUNCTIONS) {
    expect(properties(id).LoggingConfig).toMatchObject({
      LogFormat: 'JSON',
      SystemLogLevel: 'WARN',
      ApplicationLogLevel: 'INFO',
    });
  }
});

test('only lines of the access log go to the statistics', () => {
  template.resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  const [[, stage] = ['', undefined]] = all('AWS::ApiGatewayV2::Stage');
  const accessLog = String(short(stage?.['Properties'].AccessLogSettings.DestinationArn)).replace('.Arn', '');
  template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
    LogGroupName: { Ref: accessLog },
    FilterPattern: '',
    DestinationArn: { 'Fn::GetAtt': ['StatsFunction', 'Arn'] },
  });
});

test('every log has the retention of the parameter, and is kept when the stack is deleted', () => {
  const logs = all('AWS::Logs::LogGroup');
  expect(logs).toHaveLength(FUNCTIONS.length + 1);
  for (const [, log] of logs) {
    expect(log).toMatchObject({ ...KEPT, Properties: { RetentionInDays: { Ref: 'LogRetentionDays' } } });
  }
});
