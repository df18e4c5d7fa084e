// What a wait and an event cost: the deployed bundles run against counting engines. Units, requests and log bytes are counted.
// The time of functions on Lambda is assumed, see ASSUMED_MS.
import { sample } from '../functions/platforms/treble/sample.ts';
import { accessLogIn } from '../local/services/http-api/access-log.ts';
import { readAssembly } from '../local/template/assembly.ts';
import { parameterValues } from '../local/template/parameters.ts';
import type { Plan } from '../local/template/plan.ts';
import { readPlan } from '../local/template/read-plan.ts';
import { synthesise } from '../local/template/synth.ts';
import { type CountingAws, startCountingAws } from './counting-aws.ts';
import { createTables, engineClient, tableOf } from './engine.ts';
import {
  ASSUMED_MS,
  type FunctionName,
  type Functions,
  LINE_BYTES,
  settleOutput,
  startFunctions,
} from './functions.ts';
import { hookUrl, postEvent } from './gateway-event.ts';
import { idleMonth } from './idle-month.ts';
import { type Amounts, dollars, type Priced } from './prices.ts';
import type { CountRow, Report } from './report.ts';

const KEY = 'bench'.repeat(13).slice(0, 64);

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
  const invocations: Partial<Record<FunctionName, number>> = scenario.later
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
    megabyteSeconds: (Object.entries(invocations) as [FunctionName, number][]).reduce(
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
