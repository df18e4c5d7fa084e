// The program as a user starts it: a process of its own, spoken to over its ports and signals.
import { join } from 'node:path';
import * as v from 'valibot';
import { openProcess } from '../local/run-acuse.ts';
import { root } from '../rules/source-files.ts';

const ready = v.looseObject({
  event: v.literal('ready'),
  baseUrl: v.string(),
  sources: v.array(v.object({ id: v.string(), platform: v.string(), waits: v.boolean(), url: v.string() })),
  endpoints: v.object({ sqs: v.string(), dynamodb: v.string(), s3: v.string() }),
  resources: v.record(v.string(), v.string()),
  simulators: v.record(v.string(), v.string()),
});

export interface Program {
  readonly ready: v.InferOutput<typeof ready>;
  url(source: string): string;
  /** All that it said on standard error, the functions' log lines included. */
  log(): string;
  /** Resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Started without the demonstration, on a free port. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const command = [join(root, 'local/start.mjs'), '--json', '--port', '0', '--no-demo', ...args];
  const { child, line, stderr, ended } = openProcess(process.execPath, command);
  const first = await line();
  if (first === undefined) throw new Error(`The program ended before it was ready:\n${stderr()}`);
  const said = v.parse(ready, JSON.parse(first));
  return {
    ready: said,
    url: (source) => said.sources.find(({ id }) => id === source)?.url ?? `no source ${source}`,
    log: stderr,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
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
