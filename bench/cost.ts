// What a wait and an event cost: the deployed bundles run against counting engines. Units, requests and log bytes are counted.
// The time of functions on Lambda is assumed, see ASSUMED_MS.
import * as v from 'valibot';
import { METRICS } from '../functions/core/statistics/metrics.ts';
import { sample } from '../functions/platforms/treble/sample.ts';
import { accessLogIn } from '../local/services/http-api/access-log.ts';
import { type Environment, startEnvironment } from '../local/services/lambda/environment.ts';
import { readAssembly } from '../local/template/assembly.ts';
import { parameterValues } from '../local/template/parameters.ts';
import type { FunctionPlan, Plan } from '../local/template/plan.ts';
import { readPlan } from '../local/template/read-plan.ts';
import { synthesise } from '../local/template/synth.ts';
import { type CountingAws, startCountingAws } from './counting-aws.ts';
import { createTables, engineClient, tableOf } from './engine.ts';
import { hookUrl, postEvent } from './gateway-event.ts';
import { type Amounts, dollars, MONTHLY, type Priced } from './prices.ts';
import type { CountRow, Report } from './report.ts';

const KEY = 'bench'.repeat(13).slice(0, 64);

/** What CloudWatch Logs adds to each line. */
const LINE_BYTES = 26;

/** Of an invocation on Lambda, warm. Assumed: no function ran there. */
const ASSUMED_MS = {
  IngestFunction: 15,
  WorkerFunction: 60,
  ResumeFunction: 40,
  StatsFunction: 30,
  SweeperFunction: 300,
} as const;

type Name = keyof typeof ASSUMED_MS;

interface Scenario {
  readonly figure: string;
  readonly aim: string;
  readonly source: 'treble' | 'treble-events';
  readonly later?: true;
  /** Events in one invocation of the worker. */
  readonly batch: number;
  /** Lines of the access log in one batch. */
  readonly lines: number;
}

const SCENARIOS: readonly Scenario[] = [
  { figure: 'a wait answered at once', aim: '≤ 8', source: 'treble', batch: 1, lines: 50 },
  {
    figure: 'a wait answered by 202 and resume',
    aim: '≤ 10',
    source: 'treble',
    later: true,
    batch: 1,
    lines: 50,
  },
  { figure: 'an event, http, flat out', aim: '≤ 2.5', source: 'treble-events', batch: 10, lines: 50 },
  { figure: 'an event, http, 20 a second', aim: '≤ 3.3', source: 'treble-events', batch: 2, lines: 10 },
];

const TIMES = 20;

export async function cost(): Promise<Report> {
  const assembly = await readAssembly(await synthesise({ signal: new AbortController().signal }));
  const planFor = (url: string): Plan =>
    readPlan(assembly, {
      parameters: parameterValues(
        assembly.template.Parameters,
        new Map([
          ['TrebleBaseUrl', url],
          ['Processor', 'http'],
          ['ProcessorUrl', `${url}/processor`],
        ]),
      ),
      addresses: { baseUrl: url, queueUrl: (name) => `${url}/000000000000/${name}` },
      secret: () => KEY,
    });
  const draft = planFor('http://127.0.0.1:1');
  const aws = await startCountingAws({
    sessions: tableOf(draft, 'SessionsTable'),
    stats: tableOf(draft, 'StatsTable'),
  });
  const plan = planFor(aws.url);
  const client = engineClient(aws.url);
  await createTables(client, plan);
  client.destroy();
  const run = startFunctions(plan, aws.url);
  try {
    const counts: CountRow[] = [];
    for (const scenario of SCENARIOS)
      counts.push(...(await measured(scenario, { aws, run, accessLogFormat: plan.accessLogFormat })));
    counts.push(...(await idleMonth(assembly.template.Resources, aws, run)));
    return { ratios: [], counts };
  } finally {
    run.stop();
    await aws.close();
  }
}

/** Minutes of a month: as many runs of the sweeper. */
const MONTH = 43_800;

/** Lambda polls each queue with 5 long receives of 20 s at a time. */
const POLLS_A_MONTH = 2 * 5 * 3 * MONTH;

/** What stands in the template. */
const FIXED = {
  'AWS::CloudWatch::Dashboard': MONTHLY.dashboard.price,
  'AWS::KMS::Key': MONTHLY.key.price,
  'AWS::SecretsManager::Secret': MONTHLY.secret.price,
} as const;

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

const alarm = v.object({ Metrics: v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) }))) });
const filter = v.object({ MetricTransformations: v.array(v.object({ MetricName: v.string() })) });

/** An alarm costs by the metrics that it watches: one, or those that its expression takes. */
function watchedMetrics(resources: Readonly<Record<string, TemplateResource>>): number {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => v.parse(alarm, Properties).Metrics?.filter(({ MetricStat }) => MetricStat))
    .reduce((sum, metrics) => sum + (metrics?.length ?? 1), 0);
}

/** Filters of several logs can count into one metric. */
function metricNames(resources: Readonly<Record<string, TemplateResource>>): ReadonlySet<string> {
  const names = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .flatMap(({ Properties }) => v.parse(filter, Properties).MetricTransformations);
  return new Set(names.map(({ MetricName }) => MetricName));
}

/** A run of the sweeper that finds nothing, 43,800 times, and what a stack has in any month. */
async function idleMonth(
  resources: Readonly<Record<string, TemplateResource>>,
  aws: CountingAws,
  run: Functions,
): Promise<CountRow[]> {
  aws.take();
  run.takeLogBytes();
  await run.invoke('SweeperFunction', {});
  await settleOutput();
  const { requests, ...units } = aws.take();
  const count = (type: string) => Object.values(resources).filter(({ Type }) => Type === type).length;
  const run1: Amounts = {
    tableWrites: units.tableWrites,
    indexWrites: units.indexWrites,
    reads: units.reads,
    sqs: (requests['ReceiveMessage'] ?? 0) + (requests['GetQueueAttributes'] ?? 0) + POLLS_A_MONTH / MONTH,
    invocations: 1,
    megabyteSeconds: (run.memoryMb('SweeperFunction') * ASSUMED_MS.SweeperFunction) / 1000,
    logKilobytes: run.takeLogBytes() / 1000,
  };
  const parts = Object.entries(dollars(run1)).map(
    ([name, perMillion]) => [name, (perMillion * MONTH) / 1e6] as const,
  );
  const metrics = metricNames(resources).size + Object.keys(METRICS).length;
  const fixed = [
    ...Object.entries(FIXED).map(([type, price]) => [type, count(type) * price] as const),
    ['AWS::CloudWatch::Alarm', watchedMetrics(resources) * MONTHLY.alarm.price] as const,
    ['custom metrics', metrics * MONTHLY.customMetric.price] as const,
  ];
  const sum = (rows: readonly (readonly [string, number])[]) =>
    rows.reduce((total, [, part]) => total + part, 0);
  const inWords = (rows: readonly (readonly [string, number])[]) =>
    rows.map(([name, part]) => `${name} ${part.toFixed(2)}`).join(', ');
  return [
    {
      figure: 'an idle month: dollars for use, for what stands',
      value: `${sum(parts).toFixed(2)}, ${sum(fixed).toFixed(2)}`,
    },
    { figure: 'an idle month: by item', value: `${inWords(parts)}, ${inWords(fixed)}` },
  ];
}

interface Functions {
  readonly memoryMb: (name: Name) => number;
  invoke(name: Name, event: unknown): Promise<void>;
  takeLogBytes(): number;
  stop(): void;
}

function startFunctions(plan: Plan, url: string): Functions {
  let logBytes = 0;
  const started = new Map<Name, Environment>();
  const planOf = (name: Name): FunctionPlan => {
    const found = plan.functions.find(({ logicalId }) => logicalId === name);
    if (!found) throw new Error(`The template has no function ${name}.`);
    return found;
  };
  const output = (line: string) => {
    logBytes += Buffer.byteLength(line) + LINE_BYTES;
  };
  return {
    memoryMb: (name) => planOf(name).memoryMb,
    async invoke(name, event) {
      const endpoints = { sqs: url, dynamodb: url, s3: url, secretsmanager: url };
      const environment =
        started.get(name) ?? startEnvironment(planOf(name), { endpoints, answersRequests: true, output });
      started.set(name, environment);
      await environment.ready;
      const result = await environment.invoke(event);
      if (!result.ok) throw new Error(`${name}: ${result.error.errorMessage}`);
    },
    takeLogBytes() {
      const taken = logBytes;
      logBytes = 0;
      return taken;
    },
    stop() {
      for (const environment of started.values()) environment.kill();
    },
  };
}

interface Measuring {
  readonly aws: CountingAws;
  readonly run: Functions;
  readonly accessLogFormat: string | undefined;
}

async function measured(scenario: Scenario, { aws, run, accessLogFormat }: Measuring): Promise<CountRow[]> {
  aws.processorStatus = scenario.later ? 202 : 200;
  // The first one reads the settings.
  await deliver(scenario, aws, run);
  aws.take();
  run.takeLogBytes();
  let deliveries = 0;
  for (let time = 0; time < TIMES; time += 1) deliveries += await deliver(scenario, aws, run);
  await settleOutput();
  const { requests, ...units } = aws.take();
  const each = (count: number) => count / deliveries;
  const perDelivery = {
    IngestFunction: 1,
    WorkerFunction: 1 / scenario.batch,
    StatsFunction: 1 / scenario.lines,
  };
  const invocations: Partial<Record<Name, number>> = scenario.later
    ? { ...perDelivery, ResumeFunction: 1 }
    : perDelivery;
  const paths = [`/hooks/${scenario.source}`, ...(scenario.later ? ['/resume'] : [])];
  const accessBytes = paths.reduce((sum, path) => sum + accessLineBytes(accessLogFormat, path), 0);
  const amounts: Amounts = {
    tableWrites: each(units.tableWrites),
    indexWrites: each(units.indexWrites),
    statisticsWrites: each(units.statisticsWrites) + 1 / scenario.lines,
    reads: each(units.reads),
    // A send, and of each batch a receive and a deletion.
    sqs: each(requests['SendMessage'] ?? 0) + 2 / scenario.batch,
    api: paths.length,
    invocations: Object.values(invocations).reduce((sum, count) => sum + count, 0),
    megabyteSeconds: (Object.entries(invocations) as [Name, number][]).reduce(
      (sum, [name, count]) => sum + (count * run.memoryMb(name) * ASSUMED_MS[name]) / 1000,
      0,
    ),
    logKilobytes: (each(run.takeLogBytes()) + accessBytes) / 1000,
  };
  return rowsOf(scenario, amounts);
}

/** A usual line of the access log. API Gateway's ids of requests have 16 characters. */
function accessLineBytes(format: string | undefined, path: string): number {
  let bytes = 0;
  const log = {
    append(line: string) {
      bytes += Buffer.byteLength(line) + LINE_BYTES;
    },
  };
  accessLogIn(log, format).write({
    httpMethod: 'POST',
    integrationErrorMessage: undefined,
    path,
    requestId: 'JKJaXmPLvHcESHA=',
    requestTimeEpoch: Date.now(),
    responseLatency: 25,
    status: 200,
  });
  return bytes;
}

function rowsOf({ figure, aim }: Scenario, amounts: Amounts): CountRow[] {
  const parts = dollars(amounts);
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const dearest = (Object.entries(parts) as [Priced, number][])
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, part]) => `${name} ${part.toFixed(2)}`);
  const counted = Object.entries(amounts).map(([name, amount]) => `${name} ${amount.toFixed(2)}`);
  return [
    { figure: `${figure}: dollars a million`, value: total.toFixed(2), aim },
    { figure: `${figure}: by item`, value: dearest.join(', ') },
    { figure: `${figure}: counted for each`, value: counted.join(', ') },
  ];
}

/** Output arrives a little after the answer. */
const settleOutput = () => new Promise((resolve) => setTimeout(resolve, 200));

let made = 0;

/** @returns the number of deliveries. */
async function deliver(scenario: Scenario, aws: CountingAws, run: Functions): Promise<number> {
  aws.messages.length = 0;
  aws.events.length = 0;
  for (let at = 0; at < scenario.batch; at += 1) {
    const nowMs = Date.now();
    const body = sample({ id: `cost-${made++}`, nowMs, iso: new Date(nowMs).toISOString() });
    await run.invoke(
      'IngestFunction',
      postEvent(hookUrl(aws.url, KEY, scenario.source), JSON.stringify(body)),
    );
  }
  const Records = aws.messages.map(({ queueUrl, body, group }, at) => ({
    messageId: `message-${at}`,
    receiptHandle: 'handle',
    body,
    attributes: {
      MessageGroupId: group,
      ApproximateReceiveCount: '1',
      MessageDeduplicationId: `${made}-${at}`,
    },
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`,
  }));
  if (Records.length !== scenario.batch) throw new Error('Ingest did not send every delivery.');
  await run.invoke('WorkerFunction', { Records });
  if (aws.events.length !== scenario.batch)
    throw new Error('The processor was not called for every delivery.');
  if (scenario.later) {
    const { resumeurl } = JSON.parse(aws.events[0] ?? '{}');
    await run.invoke('ResumeFunction', postEvent(resumeurl, '{"keys":{"verdict":"approved"}}'));
  }
  return scenario.batch;
}
