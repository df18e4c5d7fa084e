// acuse init processor: each template passes its own tests, and works with a real local run. Languages that this
// machine does not have are skipped; Node.js is always there.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LocalCall } from '../../bin/local.ts';
import { runAcuse } from '../local/run-acuse.ts';
import { temporaryDirectory } from '../local/services/lambda/test-functions.ts';
import { theAssembly } from '../local/template/synthesised-app.ts';
import { acuse } from './run.ts';

interface Language {
  readonly lang: string;
  readonly program: string;
  readonly tests: readonly string[];
  start(port: number): readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { lang: 'ts', program: process.execPath, tests: ['--test'], start: () => ['start.ts'] },
  { lang: 'python', program: 'python3', tests: ['-m', 'unittest'], start: () => ['processor.py'] },
  {
    lang: 'php',
    program: 'php',
    tests: ['test.php'],
    start: (port) => ['-S', `127.0.0.1:${port}`, 'processor.php'],
  },
];

function isHere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${program} is not on this machine: its template is not tested.`);
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return address.port;
}

async function init(lang: string): Promise<string> {
  const directory = join(temporaryDirectory(), 'mine');
  const { code, stdout } = await acuse(['init', 'processor', '--lang', lang, directory]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('README.md says how to run it with Acuse.')]);
  return directory;
}

/** Until it answers. */
async function startEndpoint(
  { program, start }: Language,
  cwd: string,
  environment: Record<string, string>,
): Promise<ChildProcess> {
  const port = environment['PORT'] ?? '';
  const child = spawn(program, start(Number(port)), {
    cwd,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' }).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(answers, { timeout: 60_000 }).toBe(401);
  return child;
}

const lastCall = async (baseUrl: string): Promise<LocalCall | undefined> => {
  const { stdout } = await acuse(['calls', '--limit', '1', '--json', '--local', baseUrl]);
  return JSON.parse(stdout)[0];
};

beforeAll(theAssembly);

describe.each(LANGUAGES)('the template $lang', (language) => {
  const { lang, program, tests } = language;
  const present = isHere(program);

  test.skipIf(!present)('passes its own tests', async () => {
    const directory = await init(lang);
    // Without NODE_TEST_CONTEXT, so that node --test runs as for a user.
    const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
    execFileSync(program, tests, { cwd: directory, env, stdio: 'pipe' });
  });

  test.skipIf(!present)('works with a local run: now, later, and it refuses what is forged', async () => {
    const directory = await init(lang);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const run = await runAcuse('--parameters', 'Processor=http', `ProcessorUrl=${url}`);
    const { baseUrl } = run.ready;
    const shown = await acuse(['source', 'show', 'treble', '--json', '--local', baseUrl]);
    const [secret = ''] = /whsec_[A-Za-z0-9+/=]+/.exec(shown.stdout) ?? [];
    const environment = { PORT: String(port), ACUSE_SECRET: secret };

    const now = await startEndpoint(language, directory, environment);
    expect((await acuse(['test', 'treble', '--local', baseUrl])).code).toBe(0);
    const call = await lastCall(baseUrl);
    expect(call).toMatchObject({ source: 'treble', url, answer: { status: 200 } });
    expect(JSON.parse(call?.answer?.body.text ?? '')).toEqual({ keys: { verdict: 'ok' } });

    const body = call?.body.text ?? '';
    const forged = { ...call?.headers, 'webhook-signature': signed(call, 'whsec_Zm9yZ2Vk') };
    const post = (headers: Record<string, string>, text: string) => {
      const { host: _, connection: __, ...sent } = headers;
      return fetch(url, { method: 'POST', headers: sent, body: text }).then(({ status }) => status);
    };
    const without = ({ 'content-length': _, ...headers }: Record<string, string>) => headers;
    expect(await post(without({ ...call?.headers }), body)).toBe(200);
    expect(await post(without(forged), body)).toBe(401);
    expect(await post(without({ ...call?.headers }), `${body} `)).toBe(401);

    now.kill('SIGTERM');
    await new Promise((ended) => now.once('exit', ended));
    await startEndpoint(language, directory, { ...environment, ANSWER_LATER: '1' });
    expect((await acuse(['test', 'treble', '--local', baseUrl])).code).toBe(0);
    expect((await lastCall(baseUrl))?.answer?.status).toBe(202);
  });
});

function signed(call: LocalCall | undefined, secret: string): string {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = { ...call?.headers };
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${call?.body.text}`).digest('base64')}`;
}

test('a folder that is not empty is left alone', async () => {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'mine.txt'), 'mine');
  const { code, stderr } = await acuse(['init', 'processor', '--lang', 'ts', directory]);
  expect([code, stderr]).toEqual([1, `acuse: ${directory} is not empty. Name a new folder.\n`]);
  expect(readdirSync(directory)).toEqual(['mine.txt']);
});

test.each([[[]], [['--lang', 'ruby']]])(
  'without a language that there is: exit code 2 (%j)',
  async (options) => {
    const { code, stderr } = await acuse(['init', 'processor', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--lang, one of ts, python, php')]);
  },
);

test('each README has the commands of its language', () => {
  for (const { lang } of LANGUAGES) {
    const text = readFileSync(
      join(import.meta.dirname, `../../bin/templates/processor/${lang}/README.md`),
      'utf8',
    );
    expect(text.split('\n').length).toBeLessThanOrEqual(12);
    expect(text).toContain('ProcessorUrl=http://127.0.0.1:3000/');
  }
});
