// Runs an assembly: everything that the template says, from the port to the schedule. It decides nothing about the app
// itself.
import { join } from 'node:path';
import { parseApiKeys } from '../functions/core/source/secrets-manager-api-keys.ts';
import { sourceUrl } from '../functions/core/source/source-url.ts';
import { answerAdmin } from './admin.ts';
import { createConsole } from './console.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import type { DemoPorts } from './demo/demo.ts';
import type { StoredApiKeys } from './demo/own-sources.ts';
import type { Problem } from './problem.ts';
import { type Ready, readyOf, secretOf } from './ready.ts';
import { awsJson } from './services/engines/aws-json.ts';
import { type Engines, startEngines } from './services/engines/engines.ts';
import { startExpiry } from './services/engines/expiry.ts';
import { provision } from './services/engines/provision.ts';
import { startEventSource } from './services/event-source.ts';
import { accessLogIn } from './services/http-api/access-log.ts';
import { createGateway } from './services/http-api/gateway.ts';
import { openRotatedLog } from './services/http-api/rotated-log.ts';
import { functionLog } from './services/lambda/function-log.ts';
import { startInvokeApi } from './services/lambda/invoke-api.ts';
import { createLambda, type Lambda } from './services/lambda/lambda.ts';
import { processorCalls } from './services/lambda/processor-calls.ts';
import { startLogSubscription } from './services/log-subscription/log-subscription.ts';
import { startSchedule } from './services/schedule.ts';
import { startSecretsManager } from './services/secrets-manager.ts';
import {
  allowsSimulatedPhotos,
  type Simulators,
  startSimulators,
  withSimulators,
} from './simulators/simulators.ts';
import { loadSourceStore, openSourceSettings } from './source-settings.ts';
import { readAssembly } from './template/assembly.ts';
import { parameterValues } from './template/parameters.ts';
import type { Plan } from './template/plan.ts';
import { readPlan } from './template/read-plan.ts';
import { listenBeforeReady } from './waiting-server.ts';

export interface RunOptions {
  readonly assemblyDirectory: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Undefined: the state is temporary. */
  readonly data: string | undefined;
  /** 0 picks a free one. */
  readonly port: number;
  /** Of a tunnel to this run. Then a second port, the next one, serves only what may be public. */
  readonly publicUrl?: string | undefined;
  /** Receives each line that a function prints. */
  output(line: string): void;
  log(line: string): void;
}

export interface Run {
  readonly ready: Ready;
  readonly dataDirectory: Pick<DataDirectory, 'path' | 'temporary'>;
  /** Of the platforms whose address is not given. */
  readonly simulators: Simulators;
  /** What the demonstration needs of the run. */
  readonly demo: DemoPorts;
  /** Settles when the run cannot continue; never otherwise. */
  readonly failed: Promise<Problem>;
  stop(): Promise<void>;
}

/** On stop: how long requests may take, and then how long the rest of the access log may take to be counted. */
const REQUEST_GRACE_MS = 1000;
const LOG_GRACE_MS = 1000;

/** Receives the commands of the console's page. */
const OPERATE_FUNCTION = 'OperateFunction';

/** The secret with the platforms' keys. */
const API_KEYS_SECRET = 'AcuseApiKeys';

/** Called in the reverse order. */
type Closers = (() => unknown)[];

/** @throws {Problem} after closing everything again. */
export async function runTemplate(options: RunOptions): Promise<Run> {
  const closers: Closers = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return { ...(await start(options, closers)), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

async function start(options: RunOptions, closers: Closers): Promise<Omit<Run, 'stop'>> {
  const { log } = options;
  const assembly = await readAssembly(options.assemblyDirectory);
  const declared = assembly.template.Parameters;
  parameterValues(declared, options.parameters);

  const server = await listenBeforeReady(options.port, log);
  closers.push(() => server.close(0));
  // After the port: a start that is refused creates no directory.
  const data = openDataDirectory(options.data);
  closers.push(data.close);
  // The process may also end in the middle of the start.
  process.once('exit', data.close);
  closers.push(() => process.off('exit', data.close));
  const simulators = await startSimulators({
    given: options.parameters,
    declared,
    // Not through the tunnel.
    sources: async () => (await readyAt(undefined)).sources,
  });
  closers.push(simulators.close);
  const parameters = parameterValues(declared, withSimulators(options.parameters, declared, simulators));
  const loadingStore = loadSourceStore();
  const engines = await startEngines(data.path);
  closers.push(data.markComplete, engines.stop);

  const addresses = { baseUrl: options.publicUrl ?? server.url, queueUrl: engines.queueUrl };
  const plan = readPlan(assembly, { parameters, addresses, secret: data.secret });
  const { logicalId: secretId, keys } = secretOf(plan);
  const printed = functionLog();
  const output = (line: string) => {
    printed.add(line);
    options.output(line);
  };
  const secretsManager = await startSecretsManager(
    // The functions have the key in their environment: nobody reads it here.
    plan.secrets
      .filter(({ logicalId }) => logicalId !== secretId)
      .map(({ logicalId, arn }) => ({
        arn,
        read: () => data.secret(logicalId, 0),
        replace: (text) => data.replaceSecret(logicalId, text),
      })),
  );
  closers.push(() => secretsManager.close(0));
  const endpoints = { ...engines.endpoints, secretsmanager: secretsManager.url };
  const calls = processorCalls();
  const lambda = createLambda(plan, { endpoints, output, called: calls.add, log });
  const invokeApi = await startInvokeApi(plan.functions, lambda.invoke);
  closers.push(() => invokeApi.close(0));
  const accessLogFile = join(data.path, 'logs/access.log');
  const accessLogLines = openRotatedLog(accessLogFile);
  closers.push(accessLogLines.close, lambda.stop);
  const accessLog = accessLogIn(accessLogLines, plan.accessLogFormat);
  await Promise.all([lambda.warm(), provision(plan, engines, { repair: data.abandoned })]);
  const settings = await openSourceSettings(plan, engines.endpoints.dynamodb, loadingStore);
  closers.push(settings.close);

  // Stopped after the API, so that the lines of the last requests are counted too.
  for (const one of plan.logSubscriptions) {
    const invoke = (event: object) => lambda.invoke(one.functionId, event);
    const subscription = startLogSubscription(one, {
      lines: accessLogLines,
      cursorFile: `${accessLogFile}.${one.logicalId}`,
      invoke,
      log,
    });
    closers.push(() => subscription.stop(LOG_GRACE_MS));
  }
  const gateway = createGateway({ routes: plan.routes, accessLog, invoke: lambda.invoke });
  closers.push(() => server.close(REQUEST_GRACE_MS));
  const tunnel =
    options.publicUrl === undefined
      ? undefined
      : await listenBeforeReady(options.port === 0 ? 0 : options.port + 1, log);
  if (tunnel) closers.push(() => tunnel.close(REQUEST_GRACE_MS));
  tunnel?.open(gateway);
  const readyAt = async (publicUrl: string | undefined) =>
    readyOf(plan, engines, {
      baseUrl: server.url,
      ...(publicUrl !== undefined && tunnel && { public: { url: publicUrl, tunnelTo: tunnel.url } }),
      endpoints,
      lambdaUrl: invokeApi.url,
      parameters,
      simulators: simulators.urls,
      sources: await settings.list(),
    });
  const ready = () => readyAt(options.publicUrl);
  const secret = {
    read: () => data.secret(secretId, 0),
    ...(!data.temporary && { replace: (text: string) => data.replaceSecret(secretId, text) }),
  };
  const admin = { ready, secret, log: printed.find, calls: calls.latest, console: consoleOf(plan, lambda) };
  server.open((request, response) => answerAdmin(admin, request, response) || gateway(request, response));
  startTriggers(plan, { engines, lambda, log }, closers);
  const dynamodb = awsJson(engines.endpoints.dynamodb, 'DynamoDB_20120810');
  closers.push(startExpiry(plan.tables, { dynamodb, log }));

  const { store } = settings;
  const { treble } = simulators;
  const apiKeys = apiKeysOf(plan, data);
  return {
    ready: await ready(),
    dataDirectory: data,
    simulators,
    demo: {
      own: store && apiKeys && { store, apiKeys },
      processor: parameters.get('Processor') ?? '',
      photoKey:
        treble && allowsSimulatedPhotos(parameters, treble) ? (parameters.get('PhotoKey') ?? '') : undefined,
      sources: (await readyAt(undefined)).sources,
      urlOf: (source) => sourceUrl(server.url, keys, source),
      logged: printed.next,
    },
    failed: engines.failed,
  };
}

/** Undefined for a template without the secret. */
function apiKeysOf({ secrets }: Plan, data: DataDirectory): StoredApiKeys | undefined {
  const secret = secrets.find(({ logicalId }) => logicalId === API_KEYS_SECRET);
  return (
    secret && {
      read: () => parseApiKeys(data.secret(secret.logicalId, 0)),
      write: (keys) => data.replaceSecret(secret.logicalId, JSON.stringify(keys)),
    }
  );
}

function consoleOf({ widget }: Plan, lambda: Lambda) {
  return createConsole({
    draw: widget && ((event) => lambda.invoke(widget.functionId, { ...widget.parameters, ...event })),
    operate: lambda.has(OPERATE_FUNCTION) ? (command) => lambda.invoke(OPERATE_FUNCTION, command) : undefined,
  });
}

/** Queues and schedules begin to call the functions. */
function startTriggers(
  plan: Plan,
  { engines, lambda, log }: { engines: Engines; lambda: Lambda; log: (line: string) => void },
  closers: Closers,
): void {
  const invoker = (functionId: string) => (event: object) => lambda.invoke(functionId, event);
  const sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
  for (const one of plan.eventSources) {
    const queueUrl = engines.queueUrl(one.queue.name);
    const source = startEventSource(one, { queueUrl, sqs, invoke: invoker(one.functionId), log });
    closers.push(source.stop);
  }
  for (const one of plan.schedules)
    closers.push(startSchedule(one, { invoke: invoker(one.functionId), log }));
}
