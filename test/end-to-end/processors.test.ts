// The processors in the running program, as it is bundled: a photo is checked, a function is called, and nothing of
// where they were is in the log.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type InvokeApi, startInvokeApi } from '../engines/invoke-api.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { root } from '../rules/source-files.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

const MARKER = 'markerinurl';
const photo = readFileSync(join(root, 'test/fixtures/photos/photo.jpg'));
const photos = createServer((request, response) => {
  if (request.url?.startsWith('/photo')) response.end(photo);
  else response.writeHead(302, { location: 'https://127.0.0.1/' }).end();
});
let treble: Treble;
let lambda: InvokeApi;
let program: Program;
let host: string;

beforeAll(async () => {
  treble = await startTreble();
  lambda = await startInvokeApi({ verdict: () => ({ keys: { verdict: 'from a function' } }) });
  await new Promise<void>((resolve) => photos.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(photos.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', lambda.url);
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function';
  program = await startProgram([
    '--parameters',
    `TrebleBaseUrl=${treble.url}`,
    'Processor=photo-check',
    `PhotoAllowedHosts=${host}`,
    `ProcessorFunctionArns=${arn}:first,${arn}:verdict`,
  ]);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await program.stop();
  await treble.close();
  await lambda.close();
  photos.closeAllConnections();
  photos.close();
});

async function continued(url: string, session: string, answer: string): Promise<Record<string, string>> {
  await vi.waitFor(
    async () => {
      const { status } = await post(url, waitingBody(session, { actual_response: answer }));
      expect(status).toBe(200);
    },
    { timeout: 120_000, interval: 200 },
  );
  return vi.waitFor(
    () => {
      const call = treble.callsFor(session).at(-1);
      return call ? variables(call) : expect.fail('not continued yet');
    },
    { timeout: 120_000 },
  );
}

async function newSource(...settings: string[]): Promise<string> {
  const command = ['source', 'add', 'treble', '--waits', '--json', ...settings];
  const { promise, resolve } = Promise.withResolvers<string>();
  const args = [join(root, 'bin/acuse.mjs'), ...command, '--local', program.ready.baseUrl];
  execFile(process.execPath, args, (_error, stdout, stderr) => resolve(stdout || stderr));
  return JSON.parse(await promise).url;
}

test('a photo is checked, and the conversation goes on with what was seen', async () => {
  const answer = `http://${host}/photo?token=${MARKER}`;
  expect(await continued(program.url('treble'), 'photo-1', answer)).toMatchObject({
    acuse_status: 'done',
    photo_ok: 'true',
    photo_type: 'jpeg',
    photo_width: '480',
  });
});

test('a link that leads inside is a verdict, and is not followed', async () => {
  for (const [session, answer] of [
    ['inside-1', `http://${host}/elsewhere?token=${MARKER}`],
    ['inside-2', `https://127.0.0.1:${new URL(program.ready.baseUrl).port}/${MARKER}`],
    ['inside-3', `https://169.254.169.254/latest/meta-data/${MARKER}`],
  ] as const) {
    expect(await continued(program.url('treble'), session, answer)).toMatchObject({
      acuse_status: 'done',
      photo_ok: 'false',
      photo_reason: 'forbidden_address',
    });
  }
});

test('a source’s own function does the work, where the user’s environment says that functions are', async () => {
  const chosen = ['--processor', 'lambda', '--processor-function'];
  const url = await newSource('--id', 'by-function', ...chosen, 'verdict');
  expect(await continued(url, 'function-1', 'hola')).toMatchObject({
    acuse_status: 'done',
    verdict: 'from a function',
  });
  expect(lambda.invocations.map(({ path }) => path)).toEqual(['/2015-03-31/functions/verdict/invocations']);

  const unlisted = await newSource('--id', 'unlisted', ...chosen, 'another');
  expect(await continued(unlisted, 'function-2', 'hola')).toMatchObject({
    acuse_status: 'failed',
    acuse_reason: 'processor_function_not_listed',
  });
});

test('where a photo or a processor is, beyond its host, is in no line of the log', async () => {
  const secretPath = `http://127.0.0.1:1/${MARKER}`;
  const url = await newSource('--id', 'by-endpoint', '--processor', 'http', '--processor-url', secretPath);
  await vi.waitFor(async () => expect((await post(url, waitingBody('secret-1'))).status).toBe(200), {
    timeout: 120_000,
    interval: 200,
  });
  await vi.waitFor(() => expect(program.log()).toContain('processor_unreachable'), { timeout: 120_000 });
  expect(program.log()).toContain('"event":"attempt"');
  expect(program.log()).not.toContain(MARKER);
});
