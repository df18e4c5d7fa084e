// Runs an assembly: everything the template says, from an empty directory to a started schedule, and back to
// nothing. Takes no decision of its own about the app.
import { join } from 'node:path';
import { sourceUrl } from '../functions/core/source/source-url.ts';
import { createConsole } from './console.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { addDemoSource, DEMO_SOURCE, removeDemoSource } from './demo/demo-source.ts';
import { listenOnLoopback } from './loopback.ts';
import { messageOf, Problem } from './problem.ts';
import { answerAdmin, keyOf, type Ready, readyOf } from './ready.ts';
import { awsJson } from './services/engines/aws-json.ts';
import { startEngines } from './services/engines/engines.ts';
import { provision } from './services/engines/provision.ts';
import { startEventSource } from './services/event-source.ts';
import { openAccessLog } from './services/http-api/access-log.ts';
import { createGateway } from './services/http-api/gateway.ts';
import { functionLog } from './services/lambda/function-log.ts';
import { createLambdaHost, type LambdaHost } from './services/lambda/host.ts';
import { startInvokeApi } from './services/lambda/invoke-api.ts';
import { startLogSubscription } from './services/log-subscription.ts';
import { startSchedule } from './services/schedule.ts';
import { type Simulator, startSimulator } from './simulators/treble.ts';
import { sourcesNow, TABLE } from './stored-sources.ts';
import { readAssembly, type Template } from './template/assembly.ts';
import { parameterValues } from './template/parameters.ts';
import type { Plan } from './template/plan.ts';
import { planOf } from './template/read-plan.ts';

export interface RunOptions {
  readonly assemblyDirectory: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Without one, state is temporary. */
  readonly data: string | undefined;
  /** 0 picks a free one. */
  readonly port: number;
  /** Takes each line that a function prints. */
  output(line: string): void;
  log(line: string): void;
}

export interface Run {
  readonly ready: Ready;
  readonly dataDirectory: Pick<DataDirectory, 'path' | 'temporary' | 'close'>;
  /** Stands in for Treble, unless one was named. */
  readonly simulator: Simulator | undefined;
  /** The demonstration's own source, for as long as the work lasts; absent where it could not show a photo. */
  readonly withPhotoSource: (<T>(work: (source: PhotoSource) => Promise<T>) => Promise<T>) | undefined;
  /** Settles when the run cannot go on; never otherwise. */
  readonly failed: Promise<Problem>;
  stop(): Promise<void>;
}

export interface PhotoSource {
  readonly url: string;
  /** The variable that photo-check looks into; the empty text stands for the customer's answer. */
  readonly photoKey: string;
}

/** What is answered at the end is given this long to be answered, counted, and then functions this long to end. */
const REQUEST_GRACE_MS = 1000;
const FLUSH_GRACE_MS = 1000;
const FUNCTION_GRACE_MS = 500;

/** Takes the orders of the console's page. */
const OPERATE_FUNCTION = 'OperateFunction';

/** As many as a new account may run at once. */
const USUAL_ENVIRONMENTS = 10;

/** @throws {Problem} with everything closed again. */
export async function runTemplate(options: RunOptions): Promise<Run> {
  const closers: (() => unknown)[] = [];
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

async function start(options: RunOptions, closers: (() => unknown)[]): Promise<Omit<Run, 'stop'>> {
  const { log } = options;
  const assembly = await readAssembly(options.assemblyDirectory);
  const declared = assembly.template.Parameters;
  parameterValues(declared, options.parameters);

  let serve: (...request: Parameters<ReturnType<typeof createGateway>>) => unknown;
  const serving = Promise.withResolvers<typeof serve>();
  // A request that comes before everything is ready waits; the port must be known to make everything.
  const server = await listenOnLoopback(options.port, async (request, response) => {
    try {
      await (await serving.promise)(request, response);
    } catch (cause) {
      log(`A request broke off: ${messageOf(cause)}`);
      response.destroy();
    }
  });
  closers.push(() => server.close(0));
  // After the port: a start that is refused touches no directory.
  const data = openDataDirectory(options.data);
  closers.push(data.close);

  const simulator = options.parameters.has('TrebleBaseUrl') ? undefined : await startSimulator();
  closers.push(() => simulator?.close());
  const values = parameterValues(declared, withSimulator(options.parameters, declared, simulator));
  const engines = await startEngines(data.path);
  closers.push(data.markComplete, engines.stop);

  const plan = planOf(assembly, {
    parameters: values,
    addresses: { baseUrl: server.url, queueUrl: engines.queueUrl },
    secret: data.secret,
  });
  const lately = functionLog();
  const output = (line: string) => {
    lately.add(line);
    options.output(line);
  };
  const hosts = new Map<string, LambdaHost>();
  const hostOf = (functionId: string): LambdaHost => {
    const host = hosts.get(functionId);
    if (!host) throw new Problem(`There is no function ${functionId}.`);
    return host;
  };
  const invokeApi = await startInvokeApi(plan.functions, hostOf);
  closers.push(() => invokeApi.close(0));
  const readyNow = async () => {
    const sources = await sourcesNow(plan, engines.endpoints.dynamodb);
    const addresses = { baseUrl: server.url, lambdaUrl: invokeApi.url, simulatorUrl: simulator?.url };
    return readyOf(plan, engines, { ...addresses, sources });
  };
  const accessLogFile = join(data.path, 'logs/access.log');
  const accessLog = openAccessLog(accessLogFile, plan.accessLogFormat);
  closers.push(accessLog.close);

  for (const one of plan.functions) {
    const maxEnvironments = environmentsOf(plan, one.logicalId);
    const answersRequests = plan.routes.some(({ functionId }) => functionId === one.logicalId);
    const { endpoints } = engines;
    const host = createLambdaHost(one, { ...options, output, endpoints, maxEnvironments, answersRequests });
    hosts.set(one.logicalId, host);
  }
  closers.push(() => Promise.all([...hosts.values()].map((host) => host.stop(FUNCTION_GRACE_MS))));
  await Promise.all([
    provision(plan, engines, { repair: data.abandoned }),
    ...[...hosts.values()].map((host) => host.warm()),
  ]);

  // Ends after the last request was answered, so that it too is handed over.
  for (const one of plan.logSubscriptions) {
    const { invoke } = hostOf(one.functionId);
    const subscription = startLogSubscription(one, { file: accessLogFile, invoke, log });
    closers.push(() => subscription.stop(FLUSH_GRACE_MS));
  }

  const gateway = createGateway({
    routes: plan.routes,
    accessLog,
    invoke: (functionId, event) => hostOf(functionId).invoke(event),
  });
  closers.push(() => server.close(REQUEST_GRACE_MS));
  const { widget } = plan;
  const console = createConsole({
    draw: widget && ((event) => hostOf(widget.functionId).invoke({ ...widget.parameters, ...event })),
    operate: hosts.get(OPERATE_FUNCTION)?.invoke,
  });
  const admin = { ready: readyNow, key: keyOf(plan), log: lately.of, console };
  serving.resolve((request, response) => answerAdmin(admin, request, response) || gateway(request, response));

  const sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
  for (const one of plan.eventSources) {
    const { invoke } = hostOf(one.functionId);
    const source = startEventSource(one, { queueUrl: engines.queueUrl(one.queue.name), sqs, invoke, log });
    closers.push(source.stop);
  }
  for (const one of plan.schedules)
    closers.push(startSchedule(one, { invoke: hostOf(one.functionId).invoke, log }));
  const dynamoDb = awsJson(engines.endpoints.dynamodb, 'DynamoDB_20120810');
  const table = plan.tables.find(({ logicalId }) => logicalId === TABLE);
  const showsPhotos = simulator && table && values.get('PhotoAllowedHosts') === hostOfSimulator(simulator);
  const withPhotoSource = async <T>(work: (source: PhotoSource) => Promise<T>): Promise<T> => {
    const settings = { table: table?.name ?? '', dynamoDb };
    await addDemoSource(settings);
    try {
      const url = sourceUrl(server.url, keyOf(plan), DEMO_SOURCE);
      return await work({ url, photoKey: values.get('PhotoKey') ?? '' });
    } finally {
      await removeDemoSource(settings);
    }
  };
  return {
    ready: await readyNow(),
    dataDirectory: data,
    simulator,
    withPhotoSource: showsPhotos ? withPhotoSource : undefined,
    failed: engines.failed,
  };
}

/** Where nothing else is named, the simulator stands in for Treble and for where Treble keeps photos. */
function withSimulator(
  given: ReadonlyMap<string, string>,
  declared: Template['Parameters'],
  simulator: Simulator | undefined,
): ReadonlyMap<string, string> {
  if (!simulator) return given;
  const photos = Object.hasOwn(declared, 'PhotoAllowedHosts') && !given.has('PhotoAllowedHosts');
  return new Map([
    ...given,
    ['TrebleBaseUrl', simulator.url],
    ...(photos ? [['PhotoAllowedHosts', hostOfSimulator(simulator)] as const] : []),
  ]);
}

const hostOfSimulator = ({ url }: Simulator): string => new URL(url).host;

/** Enough for everything that may call the function at once, so that nothing received waits for a place. */
function environmentsOf({ eventSources, schedules }: Plan, functionId: string): number {
  const concurrent = eventSources
    .filter((one) => one.functionId === functionId)
    .map((one) => one.maxConcurrency);
  const scheduled = schedules.filter((one) => one.functionId === functionId).length;
  return Math.max(
    USUAL_ENVIRONMENTS,
    concurrent.reduce((sum, one) => sum + one, scheduled),
  );
}
