// A key of a platform's API, from the operator's command to the call that carries it, in a running program.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { root } from '../rules/source-files.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble } from './treble.ts';

const KEY = 'ak_markerkey.of-treble==';

let treble: Treble;
let program: Program;
let data: string;

beforeAll(async () => {
  treble = await startTreble();
  data = await mkdtemp(join(tmpdir(), 'acuse-data-'));
  const parameters = [`TrebleBaseUrl=${treble.url}`, 'Processor=echo'];
  program = await startProgram(['--data', data, '--parameters', ...parameters]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  await rm(data, { recursive: true, force: true });
});

function acuse(args: string[], input = ''): Promise<{ code: number; output: string; url: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string; url: string }>();
  const command = [join(root, 'bin/acuse.mjs'), ...args, '--json', '--local', program.ready.baseUrl];
  const child = execFile(process.execPath, command, (error, stdout, stderr) =>
    resolve({ code: Number(error?.code ?? 0), output: stdout + stderr, url: Object(parse(stdout)).url }),
  );
  child.stdin?.end(input);
  return promise;
}

const parse = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

/** A session that waits at this URL; the key that its update came with. */
async function keyFor(url: string, session: string): Promise<string | undefined> {
  await vi.waitFor(async () => expect((await post(url, waitingBody(session))).status).toBe(200), {
    timeout: 120_000,
    interval: 200,
  });
  const call = await vi.waitFor(() => treble.callsFor(session)[0] ?? expect.fail('not continued yet'), {
    timeout: 120_000,
  });
  return call.authorization;
}

test('only the source that has a key sends it; it is in a file of the user’s own, and nowhere else', async () => {
  const keyed = await acuse(['source', 'add', 'treble', '--waits', '--id', 'keyed', '--api-key'], `${KEY}\n`);
  expect(keyed.code).toBe(0);
  const plain = await acuse(['source', 'add', 'treble', '--waits', '--id', 'plain']);
  expect(await keyFor(keyed.url, 'session-with-key')).toBe(KEY);
  expect(await keyFor(plain.url, 'session-without-key')).toBeUndefined();

  const shown = await acuse(['source', 'show', 'keyed']);
  expect(shown.output).toContain('"hasApiKey":true');
  expect(keyed.output + shown.output + program.log()).not.toContain('markerkey');
  const file = join(data, 'secrets/AcuseApiKeys');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ keyed: KEY });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a source that is removed leaves no key behind', async () => {
  await acuse(['source', 'remove', 'keyed', '--yes']);
  expect(await readFile(join(data, 'secrets/AcuseApiKeys'), 'utf8')).toBe('{}');
});
