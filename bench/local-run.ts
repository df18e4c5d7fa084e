// For information: the speed of acknowledgements in a local run, with its gateway, engines and worker on the same CPUs.
// It measures this machine, not AWS.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { sampleOf } from '../bin/samples.ts';
import { post } from '../functions/runtime/http/client.ts';
import type { Report } from './report.ts';

const REQUESTS = 2000;
const CONNECTIONS = 20;
const TIMEOUT_MS = 30_000;

const ready = v.object({
  event: v.literal('ready'),
  sources: v.array(v.object({ id: v.string(), url: v.string() })),
});

export async function localRun(): Promise<Report> {
  const command = [join(import.meta.dirname, '../local/main.ts'), '--json', '--port', '0', '--no-demo'];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const { sources } = await firstLine(child);
    const url = sources.find(({ id }) => id === 'treble-events')?.url;
    if (!url) throw new Error('The local run has no source treble-events.');
    return await acknowledgements(new URL(url));
  } finally {
    await stop(child);
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

async function acknowledgements(url: URL): Promise<Report> {
  const path = url.pathname + url.search;
  const tookMs: number[] = [];
  let sent = 0;
  const connection = async () => {
    while (sent < REQUESTS) {
      const body = await sampleOf('treble', `bench-${sent++}`, Date.now());
      const startedAt = performance.now();
      const { status } = await post({ origin: url, path, body, timeoutMs: TIMEOUT_MS });
      if (status !== 200) throw new Error(`The local run answered a webhook with ${status}.`);
      tookMs.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => (tookMs[Math.floor(tookMs.length * share)] ?? Number.NaN).toFixed(0);
  const what = `local run, ${REQUESTS.toLocaleString('en')} events over ${CONNECTIONS} connections`;
  return {
    ratios: [],
    counts: [
      { figure: `${what}: acknowledged a second`, value: (REQUESTS / seconds).toFixed(0) },
      { figure: `${what}: p50, p99 ms`, value: `${at(0.5)}, ${at(0.99)}` },
    ],
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
