// How late waits go on that become due together: 10,000 deadlines within one minute, at 500 session updates a second. The
// sweeper's deployed bundle runs each minute against an embedded DynamoDB and a stand-in for Treble.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SWEEP } from '../functions/core/policy.ts';
import { delegate } from '../functions/core/wait/claim.ts';
import { dynamoDbSessions } from '../functions/core/wait/dynamodb-sessions.ts';
import { register } from '../functions/core/wait/registration.ts';
import { sdkDynamoDb } from '../functions/runtime/aws/sdk-dynamodb.ts';
import { startEnvironment } from '../local/services/lambda/environment.ts';
import { readAssembly } from '../local/template/assembly.ts';
import { parameterValues } from '../local/template/parameters.ts';
import type { Plan } from '../local/template/plan.ts';
import { readPlan } from '../local/template/read-plan.ts';
import { synthesise } from '../local/template/synth.ts';
import { createTables, engineClient, listen, newEngine, stop, tableOf } from './engine.ts';
import type { Report } from './report.ts';

const WAITS = 10_000;
const DUE_WITHIN_MS = 60_000;
const UPDATES_PER_SECOND = 500;
/** Stored to know how long all take. Their deadlines are far away. */
const SAMPLE = 500;
/** The first run begins so long before the first deadline. */
const LEAD_MS = 5_000;
/** From the last deadline. */
const PATIENCE_MS = 180_000;

export async function drain(): Promise<Report> {
  const engine = newEngine();
  const continuedAtMs = new Map<string, number>();
  const treble = createServer((request, response) => {
    const [, , sessionId = ''] = (request.url ?? '').split('/');
    if (!continuedAtMs.has(sessionId)) continuedAtMs.set(sessionId, Date.now());
    request.resume().on('end', () => response.end('{}'));
  });
  const queues = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"Messages":[],"Attributes":{}}'));
  });
  try {
    const urls = { dynamodb: await listen(engine), treble: await listen(treble), sqs: await listen(queues) };
    const plan = await planOf(urls);
    const firstDeadlineMs = await seed(plan, urls.dynamodb);
    const deadlineOf = (at: number) => firstDeadlineMs + (at * DUE_WITHIN_MS) / WAITS;
    await sweep(
      plan,
      urls,
      () => continuedAtMs.size >= WAITS || Date.now() > deadlineOf(WAITS) + PATIENCE_MS,
    );
    const late = Array.from(
      { length: WAITS },
      (_, at) => (continuedAtMs.get(nameOf(at)) ?? Number.POSITIVE_INFINITY) - deadlineOf(at),
    ).toSorted((a, b) => a - b);
    const seconds = (share: number) =>
      `${((late[Math.ceil(share * WAITS) - 1] ?? Number.NaN) / 1000).toFixed(1)} s`;
    const what = `${WAITS.toLocaleString('en')} waits due within a minute, ${UPDATES_PER_SECOND} a second`;
    return {
      ratios: [],
      counts: [
        { figure: `${what}: half go on later than`, value: seconds(0.5), aim: '≤ 1 s' },
        { figure: `${what}: 99 of 100 within`, value: seconds(0.99) },
        { figure: `${what}: all within`, value: seconds(1), aim: '≤ 60 s' },
      ],
    };
  } finally {
    stop(engine, treble, queues);
  }
}

const nameOf = (at: number) => `session-${at}`;

interface Urls {
  readonly dynamodb: string;
  readonly treble: string;
  readonly sqs: string;
}

async function planOf({ treble, sqs }: Urls): Promise<Plan> {
  const assembly = await readAssembly(await synthesise({ signal: new AbortController().signal }));
  const chosen = { TrebleBaseUrl: treble, UpdatesPerSecond: String(UPDATES_PER_SECOND) };
  return readPlan(assembly, {
    parameters: parameterValues(assembly.template.Parameters, new Map(Object.entries(chosen))),
    addresses: { baseUrl: treble, queueUrl: (name) => `${sqs}/000000000000/${name}` },
    secret: () => 'bench'.repeat(13).slice(0, 64),
  });
}

/** Stores waits that a processor has accepted, and returns the first deadline shortly before it. */
async function seed(plan: Plan, endpoint: string): Promise<number> {
  const client = engineClient(endpoint);
  await createTables(client, plan);
  const clock = { nowMs: Date.now };
  const store = {
    client: sdkDynamoDb(client),
    table: tableOf(plan, 'SessionsTable'),
    clock,
    retentionMs: 3600_000,
  };
  const sessions = dynamoDbSessions(store);
  let firstDeadlineMs = Date.now() + 3600_000;
  const storeOne = async (at: number, ref = `conversation-${at}`) => {
    const { next } = register(undefined, {
      ref,
      sessionId: nameOf(at),
      deliveryId: `delivery-${at}`,
      receivedAtMs: Date.now(),
      source: 'treble',
      effect: 'opens',
      identity: 'photo',
      hasOwnTime: false,
      deadlineAtMs: Math.round(firstDeadlineMs + (at * DUE_WITHIN_MS) / WAITS),
    });
    const accepted = delegate(next, { cycle: 1 }).next;
    if (accepted) await sessions.save(accepted, { expectedVersion: 0 });
  };
  const storeAll = async (count: number, ref?: (at: number) => string) => {
    for (let at = 0; at < count; at += 50)
      await Promise.all(Array.from({ length: 50 }, (_, one) => storeOne(at + one, ref?.(at + one))));
  };
  const begunMs = Date.now();
  await storeAll(SAMPLE, (at) => `sample-${at}`);
  const takesMs = ((Date.now() - begunMs) * WAITS) / SAMPLE;
  firstDeadlineMs = Date.now() + 2 * takesMs + LEAD_MS;
  await storeAll(WAITS);
  client.destroy();
  const leftMs = firstDeadlineMs - LEAD_MS - Date.now();
  if (leftMs < 0) throw new Error('This machine is too busy: storing the waits took too long.');
  await sleep(leftMs);
  return firstDeadlineMs;
}

/** A run each minute, as the schedule makes it. */
async function sweep(plan: Plan, { dynamodb, sqs }: Urls, isOver: () => boolean): Promise<void> {
  const sweeper = plan.functions.find(({ logicalId }) => logicalId === 'SweeperFunction');
  if (!sweeper) throw new Error('The template has no sweeper.');
  const endpoints = { sqs, dynamodb, s3: sqs, secretsmanager: sqs };
  const started = [0, 1].map(() =>
    startEnvironment(sweeper, { endpoints, answersRequests: true, output: () => undefined }),
  );
  try {
    await Promise.all(started.map(({ ready }) => ready));
    const runs: Promise<unknown>[] = [];
    for (let minute = 0; !isOver(); minute += 1) {
      const environment = started[minute % 2];
      if (environment) runs.push(environment.invoke({ sweeper: 0 }));
      const untilMs = Date.now() + SWEEP.everyMs;
      while (Date.now() < untilMs && !isOver()) await sleep(200);
    }
    await Promise.race([Promise.all(runs), sleep(SWEEP.everyMs)]);
  } finally {
    for (const environment of started) environment.kill();
  }
}
