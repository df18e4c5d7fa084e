// A local run in a process group of its own, which can be killed with everything that it has started.
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

const root = join(import.meta.dirname, '../..');

const ready = v.object({
  event: v.literal('ready'),
  baseUrl: v.string(),
  sources: v.array(v.object({ id: v.string(), url: v.string() })),
  endpoints: v.object({ sqs: v.string(), dynamodb: v.string() }),
  resources: v.record(v.string(), v.string()),
});

export type Ready = v.InferOutput<typeof ready>;

export interface LocalRun {
  /** Undefined when it ended, or was killed, before it was ready. */
  readonly ready: Promise<Ready | undefined>;
  readonly ended: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** The last lines of standard error. */
  stderr(): string;
}

const KEPT = 4_000;

export function startLocalRun(args: readonly string[]): LocalRun {
  const command = [join(root, 'local/start.mjs'), '--json', '--port', '0', '--no-demo', ...args];
  const child = spawn(process.execPath, command, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = new Promise<string | undefined>((resolve) => {
    createInterface(child.stdout).once('line', resolve);
    void ended.then(() => resolve(undefined));
  });
  return {
    ready: first.then((line) => (line === undefined ? undefined : v.parse(ready, JSON.parse(line)))),
    ended,
    stderr: () => stderr,
    kill(signal) {
      try {
        process.kill(-(child.pid ?? 0), signal);
      } catch {
        // The group has ended.
      }
    },
  };
}

const waits = v.object({
  sessions: v.array(v.object({ state: v.string(), deadline: v.pipe(v.string(), v.isoTimestamp()) })),
});

const failures = v.object({ failures: v.array(v.unknown()) });

/** What is not done yet. */
export interface Left {
  readonly waits: number;
  /** Of them, past their deadline by more than a minute. */
  readonly overdue: number;
  /** Messages of each queue, visible or not. */
  readonly queues: Readonly<Record<string, number>>;
  /** Backlogs, and copies of deliveries. */
  readonly kept: number;
}

const AWS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } as const;
const QUEUES = ['WaitsQueue', 'EventsQueue', 'WaitsDeadLetterQueue', 'EventsDeadLetterQueue'];
const OVERDUE_MS = 60_000;

export async function readLeft(run: Ready): Promise<Left> {
  const { sessions } = v.parse(waits, await acuse(run, 'sessions', '--limit', '10000'));
  const now = Date.now();
  return {
    waits: sessions.length,
    overdue: sessions.filter(({ deadline }) => Date.parse(deadline) + OVERDUE_MS < now).length,
    queues: await readQueues(run),
    kept: await countKept(run),
  };
}

/** The entries of the error log as text, with their payloads. */
export async function readErrorLog(run: Ready): Promise<string> {
  const options = ['--all', '--limit', '10000', '--show-payload'];
  return JSON.stringify(v.parse(failures, await acuse(run, 'failures', ...options)).failures);
}

async function acuse({ baseUrl }: Ready, ...args: string[]): Promise<unknown> {
  const command = [join(root, 'bin/acuse.mjs'), ...args, '--local', baseUrl, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}

async function readQueues({ endpoints, resources }: Ready): Promise<Record<string, number>> {
  const client = new SQSClient({ ...AWS, endpoint: endpoints.sqs });
  const counts = QUEUES.map(async (name): Promise<[string, number]> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: resources[name], AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
    return [name, Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)];
  });
  return Object.fromEntries(await Promise.all(counts));
}

async function countKept({ endpoints, resources }: Ready): Promise<number> {
  const client = new DynamoDBClient({ ...AWS, endpoint: endpoints.dynamodb });
  const scan = { TableName: resources['SessionsTable'] };
  let count = 0;
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    const keys = Items.map((item) => Object.values(item).map(({ S = '' }) => S));
    count += keys.filter((texts) => texts.some((one) => /^(backlog|delivery)#/.test(one))).length;
  }
  return count;
}
