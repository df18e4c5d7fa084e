// What each resource type becomes: the template as a plan. The plan's parts are made in the order in which
// data flows through them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../problem.ts';
import type { Assembly } from './assembly.ts';
import type { Addresses } from './identities.ts';
import type {
  EventSourcePlan,
  FunctionPlan,
  LogSubscriptionPlan,
  Plan,
  QueuePlan,
  RoutePlan,
  SchedulePlan,
  WidgetPlan,
} from './plan.ts';
import { type Properties, type ResourceReader, resourceReader } from './resource-reader.ts';

export type SecretSettings = Properties<'AWS::SecretsManager::Secret'>['GenerateSecretString'];

/** What only the run knows. */
export interface Surroundings {
  readonly parameters: ReadonlyMap<string, string>;
  readonly addresses: Addresses;
  /** The secret kept for a logical id, made from `settings` when there is none yet. */
  secret(logicalId: string, settings: SecretSettings): string;
}

/** An event source without `MaximumConcurrency` grows no further here. */
const DEFAULT_CONCURRENCY = 10;

/** @throws {Problem} naming whatever in the template a local run does not understand. */
export function planOf(assembly: Assembly, { secret, ...known }: Surroundings): Plan {
  const secrets = new Map<string, string>();
  const reader = resourceReader(assembly, { ...known, secrets });
  for (const { logicalId, ref, properties } of reader.all('AWS::SecretsManager::Secret')) {
    secrets.set(ref, secret(logicalId, properties.GenerateSecretString));
  }
  const queues = reader.all('AWS::SQS::Queue').map(
    ({ logicalId, name, arn, properties }): QueuePlan => ({
      logicalId,
      name,
      arn,
      attributes: queueAttributes(properties),
    }),
  );
  const functions = functionsOf(reader, assembly.directory);
  const caller = callers(reader, functions);
  const [stage, ...otherStages] = reader.all('AWS::ApiGatewayV2::Stage');
  if (reader.all('AWS::ApiGatewayV2::Api').length > 1 || otherStages.length > 0) {
    throw new Problem('The template has more than the one API with one stage that a local run serves.');
  }
  // Read only to be held against what a local run knows.
  reader.all('AWS::Lambda::EventInvokeConfig');
  return {
    queues,
    tables: reader
      .all('AWS::DynamoDB::Table')
      .map(({ logicalId, name, properties: { TableName: _, ...definition } }) => ({
        logicalId,
        name,
        definition,
      })),
    buckets: reader.all('AWS::S3::Bucket').map(({ logicalId, name }) => ({ logicalId, name })),
    functions,
    // Without a stage nothing is deployed, and every request finds nothing.
    routes: stage ? routesOf(reader, caller) : [],
    accessLogFormat: stage?.properties.AccessLogSettings?.Format,
    eventSources: eventSourcesOf(reader, queues, caller),
    schedules: schedulesOf(reader, caller),
    logSubscriptions: logSubscriptionsOf(reader, stage?.properties.AccessLogSettings?.DestinationArn, caller),
    widget: widgetOf(reader, caller),
    secrets: [...secrets.values()],
  };
}

function queueAttributes({ QueueName: _, FifoQueue, RedrivePolicy, ...rest }: Properties<'AWS::SQS::Queue'>) {
  const attributes: Record<string, string | undefined> = {
    ...rest,
    // SQS refuses `FifoQueue=false` for a queue that is none.
    FifoQueue: FifoQueue ? 'true' : undefined,
    RedrivePolicy: RedrivePolicy && JSON.stringify(RedrivePolicy),
  };
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function functionsOf(reader: ResourceReader, assemblyDirectory: string): FunctionPlan[] {
  return reader.all('AWS::Lambda::Function').map(({ logicalId, name, arn, properties }) => {
    const directory = join(assemblyDirectory, `asset.${properties.Code.S3Key.replace(/\.zip$/, '')}`);
    if (!existsSync(directory)) throw new Problem(`The code of ${logicalId} is not in ${assemblyDirectory}.`);
    const { Handler, Timeout, MemorySize, Environment } = properties;
    return {
      logicalId,
      name,
      arn,
      directory,
      handler: Handler,
      timeoutSeconds: Timeout,
      memoryMb: MemorySize,
      environment: Environment.Variables,
    };
  });
}

/** Who calls what: by ARN or name, and, where the caller is a service of its own, only with its permission. */
interface Callers {
  functionId(reference: string, who: string): string;
  permitted(principal: string, reference: string, who: string): string;
}

function callers(reader: ResourceReader, functions: readonly FunctionPlan[]): Callers {
  const functionId: Callers['functionId'] = (reference, who) => {
    const found = functions.find(({ arn, name }) => reference === arn || reference === name);
    if (!found) throw new Problem(`${who} names no function of the template.`);
    return found.logicalId;
  };
  const permissions = new Set(
    reader
      .all('AWS::Lambda::Permission')
      .map(
        ({ logicalId, properties }) =>
          `${properties.Principal} ${functionId(properties.FunctionName, logicalId)}`,
      ),
  );
  const permitted: Callers['permitted'] = (principal, reference, who) => {
    const id = functionId(reference, who);
    if (permissions.has(`${principal} ${id}`)) return id;
    throw new Problem(`${who} may not call ${id}: no AWS::Lambda::Permission lets ${principal} do so.`);
  };
  return { functionId, permitted };
}

function routesOf(reader: ResourceReader, { permitted }: Callers): RoutePlan[] {
  const integrations = new Map(
    reader
      .all('AWS::ApiGatewayV2::Integration')
      .map(({ ref, properties }) => [`integrations/${ref}`, properties]),
  );
  return reader
    .all('AWS::ApiGatewayV2::Route')
    .map(({ logicalId, properties: { RouteKey: key, Target } }) => {
      const integration = integrations.get(Target);
      if (!integration) throw new Problem(`${logicalId} names no integration of the template.`);
      const functionId = permitted(
        'apigateway.amazonaws.com',
        integration.IntegrationUri,
        `The route ${key}`,
      );
      return { key, functionId, timeoutMs: integration.TimeoutInMillis };
    });
}

function eventSourcesOf(
  reader: ResourceReader,
  queues: readonly QueuePlan[],
  { functionId }: Callers,
): EventSourcePlan[] {
  return reader
    .all('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled)
    .map(({ logicalId, properties }) => {
      const queue = queues.find(({ arn }) => arn === properties.EventSourceArn);
      if (!queue) throw new Problem(`${logicalId} names no queue of the template.`);
      return {
        logicalId,
        queue,
        functionId: functionId(properties.FunctionName, logicalId),
        batchSize: properties.BatchSize,
        reportsItemFailures: properties.FunctionResponseTypes.length > 0,
        maxConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      };
    });
}

function schedulesOf(reader: ResourceReader, { permitted }: Callers): SchedulePlan[] {
  return reader
    .all('AWS::Events::Rule')
    .filter(({ properties }) => properties.State === 'ENABLED')
    .flatMap(({ logicalId, arn, properties }) =>
      properties.Targets.map(({ Arn }) => ({
        logicalId,
        arn,
        everyMs: periodMs(properties.ScheduleExpression, logicalId),
        functionId: permitted('events.amazonaws.com', Arn, `The schedule ${logicalId}`),
      })),
    );
}

/** Of all logs, a local run has only the access log as a file. */
function logSubscriptionsOf(
  reader: ResourceReader,
  accessLogArn: string | undefined,
  { permitted }: Callers,
): LogSubscriptionPlan[] {
  const logGroups = reader.all('AWS::Logs::LogGroup');
  const subscriptions = reader.all('AWS::Logs::SubscriptionFilter');
  if (accessLogArn === undefined) return [];
  return subscriptions.map(({ logicalId, properties }) => {
    const { DestinationArn, LogGroupName: logGroup } = properties;
    if (!logGroups.some(({ name, arn }) => name === logGroup && arn === accessLogArn)) {
      throw new Problem(`${logicalId} subscribes to another log than the API's access log.`);
    }
    const functionId = permitted('logs.amazonaws.com', DestinationArn, `The subscription ${logicalId}`);
    return { logicalId, logGroup, functionId };
  });
}

const dashboardBody = v.object({
  widgets: v.array(
    v.object({
      type: v.string(),
      properties: v.looseObject({
        endpoint: v.optional(v.string()),
        params: v.optional(v.record(v.string(), v.unknown()), {}),
      }),
    }),
  ),
});

/** The metrics of a dashboard are AWS's; what it has drawn by a function can be drawn here. */
function widgetOf(reader: ResourceReader, { functionId }: Callers): WidgetPlan | undefined {
  const custom = reader
    .all('AWS::CloudWatch::Dashboard')
    .flatMap(({ properties }) => v.parse(dashboardBody, JSON.parse(properties.DashboardBody)).widgets)
    .filter(({ type }) => type === 'custom');
  const [widget, ...others] = custom;
  if (others.length > 0) throw new Problem('A dashboard has more than the one custom widget that is served.');
  if (!widget) return undefined;
  const { endpoint = '', params } = widget.properties;
  return { functionId: functionId(endpoint, 'The custom widget'), parameters: params };
}

function periodMs(expression: string, logicalId: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[unit ?? ''];
  if (!unitMs) throw new Problem(`A local run does not know the schedule ${expression} of ${logicalId}.`);
  return Number(count) * unitMs;
}
