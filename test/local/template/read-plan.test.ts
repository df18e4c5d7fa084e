import { describe, expect, test } from 'vitest';
import { readAssembly } from '../../../local/template/assembly.ts';
import { parameterValues } from '../../../local/template/parameters.ts';
import type { Plan } from '../../../local/template/plan.ts';
import { readPlan } from '../../../local/template/read-plan.ts';
import { editedAssembly, idsOf, theAssembly } from './synthesised-app.ts';

async function planFrom(directory: string, given: Record<string, string> = {}): Promise<Plan> {
  const assembly = await readAssembly(directory);
  return readPlan(assembly, {
    parameters: parameterValues(assembly.template.Parameters, new Map(Object.entries(given))),
    addresses: { baseUrl: 'http://base', queueUrl: (name) => `http://queues/${name}` },
    secret: (_, length) => 'k'.repeat(length),
  });
}

describe("the real app's plan", () => {
  test('has the queues with their settings, the redrive by ARN', async () => {
    const { queues } = await planFrom(await theAssembly(), { WorkerTimeoutSeconds: '300' });
    const waits = queues.find(({ logicalId }) => logicalId === 'WaitsQueue');
    const deadLetters = queues.find(({ logicalId }) => logicalId === 'WaitsDeadLetterQueue');
    expect(waits?.attributes).toMatchObject({ FifoQueue: 'true', VisibilityTimeout: '330' });
    expect(JSON.parse(waits?.attributes['RedrivePolicy'] ?? '')).toMatchObject({
      deadLetterTargetArn: deadLetters?.arn,
    });
  });

  test("gives a function exactly the template's variables, the key resolved, numbers as text", async () => {
    const { functions, secrets } = await planFrom(await theAssembly(), { SessionDeadlineSeconds: '77' });
    const ingest = functions.find(({ logicalId }) => logicalId === 'IngestFunction');
    expect(ingest?.environment).toMatchObject({
      ACUSE_KEY: secrets[0]?.text,
      SESSION_DEADLINE_SECONDS: '77',
      WAITS_QUEUE_URL: 'http://queues/Acuse-WaitsQueue.fifo',
    });
  });

  test('lets a parameter through to timeout and concurrency', async () => {
    const plan = await planFrom(await theAssembly(), {
      WorkerTimeoutSeconds: '900',
      WaitsMaxConcurrency: '17',
    });
    expect(plan.functions.find(({ logicalId }) => logicalId === 'WorkerFunction')?.timeoutSeconds).toBe(900);
    expect(
      plan.eventSources.map(({ maxConcurrency, batchSize }) => [batchSize, maxConcurrency]),
    ).toContainEqual([10, 17]);
  });
});

test('each route has the limit of the stage or its own, as the parameters say', async () => {
  const { routes } = await planFrom(await theAssembly(), { ApiBurst: '7', ResumeRequestsPerSecond: '3' });
  expect(Object.fromEntries(routes.map(({ key, throttle }) => [key, throttle]))).toEqual({
    'ANY /hooks/{source}': { perSecond: 1000, burst: 7 },
    'ANY /resume': { perSecond: 3, burst: 3 },
  });
});

describe('the dashboard’s custom widget', () => {
  test('is drawn by the function that the dashboard names', async () => {
    expect((await planFrom(await theAssembly())).widget).toEqual({
      functionId: 'ConsoleFunction',
      parameters: {},
    });
  });

  test('is missing without the dashboard', async () => {
    const directory = await editedAssembly((template) => {
      for (const id of idsOf(template, 'AWS::CloudWatch::Dashboard')) delete template.Resources[id];
    });
    expect((await planFrom(directory)).widget).toBeUndefined();
  });

  test('that names no function stops the run', async () => {
    const body = {
      widgets: [{ type: 'custom', properties: { endpoint: 'arn:aws:lambda:x:1:function:Gone' } }],
    };
    const directory = await editedAssembly((template) => {
      const [id = ''] = idsOf(template, 'AWS::CloudWatch::Dashboard');
      Object.assign(template.Resources[id]?.Properties ?? {}, { DashboardBody: JSON.stringify(body) });
    });
    await expect(planFrom(directory)).rejects.toThrow('The custom widget names no function');
  });
});

describe('what is removed from the template is missing in the plan', () => {
  test.each([
    ['AWS::ApiGatewayV2::Route', 'routes'],
    ['AWS::ApiGatewayV2::Stage', 'routes'],
    ['AWS::Lambda::EventSourceMapping', 'eventSources'],
    ['AWS::Events::Rule', 'schedules'],
    ['AWS::Logs::SubscriptionFilter', 'logSubscriptions'],
  ] as const)('%s', async (type, part) => {
    const whole = await planFrom(await theAssembly());
    const directory = await editedAssembly((template) => {
      for (const id of idsOf(template, type)) delete template.Resources[id];
    });
    expect(whole[part]).not.toEqual([]);
    expect((await planFrom(directory))[part]).toEqual([]);
  });
});

test('tags are ignored on every type', async () => {
  const directory = await editedAssembly((template) => {
    for (const { Properties } of Object.values(template.Resources))
      Object.assign(Properties ?? {}, { Tags: [{ Key: 'team', Value: 'red' }] });
  });
  expect(await planFrom(directory)).toMatchObject({ routes: (await planFrom(await theAssembly())).routes });
});

describe('what a local run does not support stops it by name', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ['a property', 'AWS::SQS::Queue', { Colour: 'red' }, 'Colour'],
    ['a value', 'AWS::Lambda::Function', { Runtime: 'nodejs20.x' }, 'Runtime'],
    ['an intrinsic', 'AWS::Lambda::Function', { Timeout: { 'Fn::Length': [] } }, 'Fn::Length'],
    ['a disabled event source', 'AWS::Lambda::EventSourceMapping', { Enabled: false }, 'Enabled'],
    ['a disabled schedule', 'AWS::Events::Rule', { State: 'DISABLED' }, 'State'],
    ['a route of one method', 'AWS::ApiGatewayV2::Route', { RouteKey: 'POST /hooks' }, 'RouteKey'],
    ['a greedy route', 'AWS::ApiGatewayV2::Route', { RouteKey: 'ANY /{proxy+}' }, 'RouteKey'],
    ['a schedule', 'AWS::Events::Rule', { ScheduleExpression: 'cron(* * * * ? *)' }, 'cron'],
    [
      'metrics of each route',
      'AWS::ApiGatewayV2::Stage',
      { DefaultRouteSettings: { DetailedMetricsEnabled: true } },
      'DefaultRouteSettings',
    ],
    ['a batch', 'AWS::Lambda::EventSourceMapping', { BatchSize: 100 }, 'BatchSize'],
    ['a filter', 'AWS::Logs::SubscriptionFilter', { FilterPattern: '[ip]' }, 'FilterPattern'],
    ['another log', 'AWS::Logs::SubscriptionFilter', { LogGroupName: 'other' }, 'another log than'],
    ['a missing asset', 'AWS::Lambda::Function', { Code: { S3Bucket: 'b', S3Key: 'x.zip' } }, 'code of'],
  ])('%s', async (_, type, properties, words) => {
    const directory = await editedAssembly((template) => {
      Object.assign(template.Resources[idsOf(template, type)[0] ?? '']?.Properties ?? {}, properties);
    });
    await expect(planFrom(directory)).rejects.toThrow(words);
  });

  test('a type', async () => {
    const directory = await editedAssembly((template) => {
      template.Resources['Letter'] = { Type: 'AWS::SES::Template', Properties: {} };
    });
    await expect(planFrom(directory)).rejects.toThrow('Letter in the template is of type AWS::SES::Template');
  });

  test.each([
    ['apigateway.amazonaws.com', 'may not call IngestFunction'],
    ['events.amazonaws.com', 'may not call SweeperFunction'],
    ['logs.amazonaws.com', 'may not call StatsFunction'],
  ])('a call that %s has no permission for', async (principal, words) => {
    const directory = await editedAssembly((template) => {
      for (const id of idsOf(template, 'AWS::Lambda::Permission')) {
        if (template.Resources[id]?.Properties['Principal'] === principal) delete template.Resources[id];
      }
    });
    await expect(planFrom(directory)).rejects.toThrow(words);
  });
});
