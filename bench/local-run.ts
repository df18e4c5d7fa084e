// `npm start` in a process of its own, and webhooks posted to it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { sampleOf } from '../bin/samples.ts';
import { post } from '../functions/runtime/http/client.ts';
import { awsJson } from '../local/services/engines/aws-json.ts';

export const CONNECTIONS = 20;
const TIMEOUT_MS = 30_000;

const ready = v.object({
  event: v.literal('ready'),
  sources: v.array(v.object({ id: v.string(), platform: v.string(), url: v.string() })),
  endpoints: v.object({ sqs: v.string() }),
  resources: v.object({ EventsQueue: v.string() }),
});

const depth = v.object({
  Attributes: v.object({
    ApproximateNumberOfMessages: v.pipe(v.string(), v.transform(Number)),
    ApproximateNumberOfMessagesNotVisible: v.pipe(v.string(), v.transform(Number)),
  }),
});

export interface LocalRun {
  readonly pid: number;
  /**
   * Posts events of different conversations, each when the one before on its connection is acknowledged.
   * @returns the time of each acknowledgement in ms.
   */
  postEvents(sourceId: string, count: number): Promise<number[]>;
  /** The number of events that are not worked on yet, with those that a worker has. */
  queuedEvents(): Promise<number>;
  stop(): Promise<void>;
}

export async function startLocalRun(...flags: readonly string[]): Promise<LocalRun> {
  const command = [
    join(import.meta.dirname, '../local/main.ts'),
    '--json',
    '--port',
    '0',
    '--no-demo',
    ...flags,
  ];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'ignore'] });
  const stop = () => end(child);
  try {
    const { sources, endpoints, resources } = await firstLine(child);
    const sqs = awsJson(endpoints.sqs, 'AmazonSQS');
    return {
      pid: child.pid ?? 0,
      async postEvents(sourceId, count) {
        const source = sources.find(({ id }) => id === sourceId);
        if (!source) throw new Error(`The local run has no source ${sourceId}.`);
        return await acknowledgements(new URL(source.url), source.platform, count);
      },
      async queuedEvents() {
        const request = { QueueUrl: resources.EventsQueue, AttributeNames: ['All'] };
        const { Attributes } = v.parse(depth, await sqs('GetQueueAttributes', request));
        return Attributes.ApproximateNumberOfMessages + Attributes.ApproximateNumberOfMessagesNotVisible;
      },
      stop,
    };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

async function firstLine(child: ChildProcess) {
  if (!child.stdout) throw new Error('The local run has no output.');
  const ended = once(child, 'exit').then(() => {
    throw new Error('The local run ended before it was ready.');
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  ended.catch(() => undefined);
  return v.parse(ready, JSON.parse(String(line)));
}

async function acknowledgements(url: URL, platform: string, count: number): Promise<number[]> {
  const path = url.pathname + url.search;
  const tookMs: number[] = [];
  let sent = 0;
  const connection = async () => {
    while (sent < count) {
      const body = await sampleOf(platform, { id: `bench-${sent++}`, nowMs: Date.now() });
      const startedAt = performance.now();
      const { status } = await post({ origin: url, path, body, timeoutMs: TIMEOUT_MS });
      if (status !== 200) throw new Error(`The local run answered a webhook with ${status}.`);
      tookMs.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return tookMs;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
