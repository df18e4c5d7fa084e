// The processor lookup in the running program, as it is bundled, set by the command line: a waiting conversation of
// Treble gets variables, a customer of Trino AI gets a reply, and no value is in the log.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Chat } from '../../local/simulators/chats.ts';
import { acuse, type Finished } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

const SECRET = 'Bearer secretmarker';
const DOCUMENT = '1020marker';
const BALANCE = 'balancemarker';

const asked: { url: string | undefined; authorization: string | undefined }[] = [];
const crm = createServer(({ url, headers: { authorization } }, response) => {
  asked.push({ url, authorization });
  const known = url?.startsWith(`/clients/${DOCUMENT}`);
  response.writeHead(url?.endsWith('broken') ? 500 : known ? 200 : 404);
  response.end(known ? JSON.stringify({ balance: BALANCE }) : '{}');
});
let treble: Treble;
let program: Program;
let host: string;
let data: string;

beforeAll(async () => {
  treble = await startTreble();
  await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(crm.address() as AddressInfo).port}`;
  data = await mkdtemp(join(tmpdir(), 'acuse-data-'));
  program = await startProgram([
    '--data',
    data,
    '--parameters',
    `TrebleBaseUrl=${treble.url}`,
    'Processor=lookup',
  ]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  await rm(data, { recursive: true, force: true });
  crm.closeAllConnections();
  crm.close();
});

const run = (args: readonly string[], input = ''): Promise<Finished> =>
  acuse([...args, '--local', program.ready.baseUrl], {}, input);

async function file(name: string, content: object): Promise<string> {
  const path = join(data, `${name}.json`);
  await writeFile(path, JSON.stringify(content));
  return path;
}

const lookupOf = (placeholder: string) => ({
  url: `http://${host}/clients/{${placeholder}}`,
  headers: { authorization: { secret: true } },
  variables: { saldo: '/balance' },
  reply: 'Su saldo es {saldo}.',
  notFoundReply: 'No encontramos {event.text}.',
  privateNetwork: true,
});

async function newSource(id: string, lookup: object): Promise<string> {
  const args = ['source', 'add', 'treble', '--waits', '--json', '--id', id];
  const added = await run([...args, '--lookup', await file(id, lookup)], `${SECRET}\n`);
  expect(added).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(added.stdout).url;
}

const session = (documento: string) => ({ user_session_keys: [{ key: 'documento', value: documento }] });

async function continued(url: string, id: string, body: object): Promise<Record<string, string>> {
  await vi.waitFor(async () => expect((await post(url, waitingBody(id, body))).status).toBe(200), {
    timeout: 120_000,
    interval: 200,
  });
  return vi.waitFor(
    () => {
      const call = treble.callsFor(id).at(-1);
      return call ? variables(call) : expect.fail('not continued yet');
    },
    { timeout: 120_000 },
  );
}

test('a waiting conversation goes on with what was looked up, or with empty variables', async () => {
  const url = await newSource('by-lookup', lookupOf('documento'));
  expect(await continued(url, 'lookup-1', session(DOCUMENT))).toMatchObject({
    acuse_status: 'done',
    saldo: BALANCE,
    lookup_found: 'true',
    lookup_reason: 'found',
    acuse_reply: `Su saldo es ${BALANCE}.`,
  });
  expect(asked).toEqual([{ url: `/clients/${DOCUMENT}`, authorization: SECRET }]);
  expect(await continued(url, 'lookup-2', session(`other-${DOCUMENT}`))).toMatchObject({
    acuse_status: 'done',
    saldo: '',
    lookup_found: 'false',
    lookup_reason: 'not_found',
  });
  expect(await continued(url, 'lookup-3', session(`../${DOCUMENT}`))).toMatchObject({
    lookup_reason: 'unusable_value',
  });
  expect(asked).toHaveLength(2);
});

test('without a lookup it goes on as failed', async () => {
  expect(await continued(program.url('treble'), 'none-1', session(DOCUMENT))).toMatchObject({
    acuse_status: 'failed',
    acuse_reason: 'no_lookup',
  });
});

test('a host of a private network that is not permitted is not asked', async () => {
  const before = asked.length;
  const url = await newSource('not-private', { ...lookupOf('documento'), privateNetwork: false });
  expect(await continued(url, 'private-1', session(DOCUMENT))).toMatchObject({
    acuse_status: 'failed',
    acuse_reason: 'lookup_forbidden_address',
  });
  expect(asked).toHaveLength(before);
});

test('a customer of Trino AI gets the reply', async () => {
  expect(await run(['source', 'edit', 'trino', '--api-key'], 'any')).toMatchObject({ code: 0 });
  const settings = ['--answers', 'on', '--lookup', await file('trino', lookupOf('event.text'))];
  expect(await run(['source', 'edit', 'trino', ...settings], SECRET)).toMatchObject({ code: 0 });
  const from = '5491155551777';
  const simulator = program.ready.simulators['trino'];
  const replies = async (): Promise<string[]> => {
    const chats: Chat[] = Object(await (await fetch(`${simulator}/conversations`)).json());
    const chat = chats.find((one) => one.from === from);
    return chat?.messages.filter((message) => message.from === 'bot').map(({ text }) => text) ?? [];
  };
  // The settings are active within a minute.
  await vi.waitFor(
    async () => {
      await fetch(`${simulator}/say`, { method: 'POST', body: JSON.stringify({ text: DOCUMENT, from }) });
      // Then it is said again.
      await vi.waitFor(async () => expect(await replies()).toContain(`Su saldo es ${BALANCE}.`), {
        timeout: 5000,
      });
    },
    { timeout: 120_000, interval: 1000 },
  );
}, 240_000);

test('lookup try does the same from here', async () => {
  const body = await file('body', session(DOCUMENT));
  const tried = await run(['lookup', 'try', 'by-lookup', '--body', body]);
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining(BALANCE) });
  expect(tried.stdout).not.toContain('secretmarker');
  expect(asked.at(-1)).toEqual({ url: `/clients/${DOCUMENT}`, authorization: SECRET });
});

test('no value of request or answer is in the log, and the secret is in its file alone', async () => {
  const url = await newSource('broken', {
    ...lookupOf('documento'),
    url: `http://${host}/{documento}/broken`,
  });
  expect((await post(url, waitingBody('broken-1', session(DOCUMENT)))).status).toBe(200);
  await vi.waitFor(() => expect(program.log()).toContain('"reason":"processor_error"'), { timeout: 120_000 });
  expect(program.log()).toContain(`"destination":"lookup:${host}"`);
  expect(program.log()).not.toMatch(/marker|\/clients/);
  const kept = JSON.parse(await readFile(join(data, 'secrets/AcuseApiKeys'), 'utf8'));
  expect(kept).toMatchObject({ 'by-lookup/lookup/authorization': SECRET });
});
