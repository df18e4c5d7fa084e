// The program as a user starts it: a process of its own, spoken to over its ports and signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { root } from '../rules/source-files.ts';

const ready = v.looseObject({
  event: v.literal('ready'),
  baseUrl: v.string(),
  sources: v.array(v.object({ id: v.string(), platform: v.string(), waits: v.boolean(), url: v.string() })),
  endpoints: v.object({ sqs: v.string(), dynamodb: v.string(), s3: v.string() }),
  resources: v.record(v.string(), v.string()),
});

export interface Program {
  readonly ready: v.InferOutput<typeof ready>;
  readonly pid: number;
  url(source: string): string;
  /** All that it said on standard error, the functions' log lines included. */
  log(): string;
  /** Resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Started without the demonstration, on a free port. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const command = ['local/main.ts', '--json', '--port', '0', '--no-demo', ...args];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const log = () => Buffer.concat(chunks).toString();
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The program ended before it was ready:\n${log()}`);
  });
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => undefined);
  const said = v.parse(ready, JSON.parse(line));
  return {
    ready: said,
    pid: child.pid ?? 0,
    url: (source) => said.sources.find(({ id }) => id === source)?.url ?? `no source ${source}`,
    log,
    stop: (signal = 'SIGTERM') => stop(child, signal),
  };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

export async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<PostAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, text: await response.text() };
}
