// What calls the functions: routes of the API, queues, schedules and the subscription to the access log.
import { Problem } from '../problem.ts';
import type { FunctionReferences } from './function-references.ts';
import type {
  EventSourcePlan,
  LogSubscriptionPlan,
  QueuePlan,
  RoutePlan,
  SchedulePlan,
  ThrottlePlan,
} from './plan.ts';
import type { Properties, ResourceReader } from './resource-reader.ts';

type Stage = Properties<'AWS::ApiGatewayV2::Stage'>;

export function readRoutes(
  reader: ResourceReader,
  { findPermitted }: FunctionReferences,
  stage: Stage,
): RoutePlan[] {
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
      const { IntegrationUri, TimeoutInMillis: timeoutMs } = integration;
      const functionId = findPermitted('apigateway.amazonaws.com', IntegrationUri, `The route ${key}`);
      return { key, functionId, timeoutMs, throttle: throttleOf(key, stage) };
    });
}

/** A route's own settings replace those of the stage. */
function throttleOf(key: string, { RouteSettings, DefaultRouteSettings }: Stage): ThrottlePlan | undefined {
  const settings = RouteSettings[key] ?? DefaultRouteSettings;
  return settings && { perSecond: settings.ThrottlingRateLimit, burst: settings.ThrottlingBurstLimit };
}

export function readEventSources(
  reader: ResourceReader,
  queues: readonly QueuePlan[],
  { find }: FunctionReferences,
): EventSourcePlan[] {
  return reader.all('AWS::Lambda::EventSourceMapping').map(({ logicalId, properties }) => {
    const queue = queues.find(({ arn }) => arn === properties.EventSourceArn);
    if (!queue) throw new Problem(`${logicalId} names no queue of the template.`);
    return {
      logicalId,
      queue,
      functionId: find(properties.FunctionName, logicalId),
      batchSize: properties.BatchSize,
      reportsItemFailures: properties.FunctionResponseTypes.length > 0,
      maxConcurrency: properties.ScalingConfig.MaximumConcurrency,
    };
  });
}

export function readSchedules(reader: ResourceReader, { findPermitted }: FunctionReferences): SchedulePlan[] {
  return reader.all('AWS::Events::Rule').flatMap(({ logicalId, properties }) =>
    properties.Targets.map(({ Arn, Input }) => ({
      logicalId,
      event: Input,
      everyMs: periodMs(properties.ScheduleExpression, logicalId),
      functionId: findPermitted('events.amazonaws.com', Arn, `The schedule ${logicalId}`),
    })),
  );
}

function periodMs(expression: string, logicalId: string): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? [];
  if (minutes === undefined)
    throw new Problem(`A local run does not support the schedule ${expression} of ${logicalId}.`);
  return Number(minutes) * 60_000;
}

/** The access log is the only log that a local run has as a file. */
export function readLogSubscriptions(
  reader: ResourceReader,
  accessLogArn: string | undefined,
  { findPermitted }: FunctionReferences,
): LogSubscriptionPlan[] {
  const logGroups = reader.all('AWS::Logs::LogGroup');
  const subscriptions = reader.all('AWS::Logs::SubscriptionFilter');
  if (accessLogArn === undefined) return [];
  return subscriptions.map(({ logicalId, properties }) => {
    const { DestinationArn, LogGroupName: logGroup } = properties;
    if (!logGroups.some(({ name, arn }) => name === logGroup && arn === accessLogArn)) {
      throw new Problem(`${logicalId} subscribes to another log than the API's access log.`);
    }
    const functionId = findPermitted('logs.amazonaws.com', DestinationArn, `The subscription ${logicalId}`);
    return { logicalId, logGroup, functionId };
  });
}
