// Turns a template into a plan, in the order in which data flows through its resources.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Assembly } from './assembly.ts';
import { functionReferences } from './function-references.ts';
import type { Addresses } from './identities.ts';
import type { FunctionPlan, Plan, QueuePlan, SecretPlan, TablePlan } from './plan.ts';
import { type Properties, type ResourceReader, resourceReader } from './resource-reader.ts';
import { readEventSources, readLogSubscriptions, readRoutes, readSchedules } from './triggers.ts';
import { readWidget } from './widget.ts';

/** What the template does not say. */
export interface PlanInput {
  readonly parameters: ReadonlyMap<string, string>;
  readonly addresses: Addresses;
  /** The stored secret of a logical id; a new one of `length` characters if there is none yet. */
  secret(logicalId: string, length: number): string;
}

/** @throws {Problem} naming whatever in the template a local run does not support. */
export function readPlan(assembly: Assembly, { secret, ...known }: PlanInput): Plan {
  const secrets = new Map<string, string>();
  const secretPlans: SecretPlan[] = [];
  const reader = resourceReader(assembly, { ...known, secrets });
  for (const { logicalId, ref, properties } of reader.all('AWS::SecretsManager::Secret')) {
    const text = secret(logicalId, properties.GenerateSecretString.PasswordLength);
    secrets.set(ref, text);
    secretPlans.push({ logicalId, arn: ref, text });
  }
  const queues = reader.all('AWS::SQS::Queue').map(
    ({ logicalId, name, arn, properties }): QueuePlan => ({
      logicalId,
      name,
      arn,
      attributes: queueAttributes(properties),
    }),
  );
  const functions = readFunctions(reader, assembly.directory);
  const references = functionReferences(reader, functions);
  const [stage, ...otherStages] = reader.all('AWS::ApiGatewayV2::Stage');
  if (reader.all('AWS::ApiGatewayV2::Api').length > 1 || otherStages.length > 0) {
    throw new Problem('A local run serves one API with one stage; the template has more.');
  }
  const accessLog = stage?.properties.AccessLogSettings;
  // Read only to check that it is supported.
  reader.all('AWS::Lambda::EventInvokeConfig');
  return {
    queues,
    tables: reader.all('AWS::DynamoDB::Table').map(
      ({ logicalId, name, properties: { TimeToLiveSpecification, ...definition } }): TablePlan => ({
        logicalId,
        name,
        definition,
        expiry: TimeToLiveSpecification?.Enabled ? TimeToLiveSpecification.AttributeName : undefined,
      }),
    ),
    buckets: reader.all('AWS::S3::Bucket').map(({ logicalId, name }) => ({ logicalId, name })),
    functions,
    // Without a stage nothing is deployed, and every request is answered 404.
    routes: stage ? readRoutes(reader, references, stage.properties) : [],
    accessLogFormat: accessLog?.Format,
    eventSources: readEventSources(reader, queues, references),
    schedules: readSchedules(reader, references),
    logSubscriptions: readLogSubscriptions(reader, accessLog?.DestinationArn, references),
    widget: readWidget(reader, references),
    secrets: secretPlans,
  };
}

function queueAttributes({ FifoQueue, RedrivePolicy, ...rest }: Properties<'AWS::SQS::Queue'>) {
  const attributes: Record<string, string | undefined> = {
    ...rest,
    // SQS refuses `FifoQueue=false` for a standard queue.
    FifoQueue: FifoQueue ? 'true' : undefined,
    RedrivePolicy: RedrivePolicy && JSON.stringify(RedrivePolicy),
  };
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function readFunctions(reader: ResourceReader, assemblyDirectory: string): FunctionPlan[] {
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
