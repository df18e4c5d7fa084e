// Sources as a user manages them: the operator's command against the running program, and webhooks that feel it.
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { root } from '../rules/source-files.ts';
import { type Program, post, startProgram } from './program.ts';
import { scanTable } from './scan-table.ts';
import { startTreble, type Treble, variables } from './treble.ts';

let treble: Treble;
let program: Program;
let events: { type: string; subject: string; data: { id?: number } }[];
let signatures: { body: string; headers: Record<string, string> }[];
const processor = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    events.push(JSON.parse(body));
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    signatures.push({ body, headers: Object.fromEntries(headers) });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"keys":{"verdict":"ok"}}');
  });
});

beforeAll(async () => {
  events = [];
  signatures = [];
  treble = await startTreble();
  await new Promise<void>((resolve) => processor.listen(0, '127.0.0.1', resolve));
  const { port } = processor.address() as AddressInfo;
  const parameters = [
    `TrebleBaseUrl=${treble.url}`,
    'Processor=http',
    `ProcessorUrl=http://127.0.0.1:${port}/work`,
  ];
  program = await startProgram(['--parameters', ...parameters]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  processor.closeAllConnections();
  processor.close();
});

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function acuse(args: string[], input = ''): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const command = [join(root, 'bin/acuse.mjs'), ...args, '--local', program.ready.baseUrl];
  const child = execFile(process.execPath, command, (error, stdout, stderr) =>
    resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
  );
  child.stdin?.end(input);
  return promise;
}

async function json(args: string[], input?: string): Promise<{ url: string; [field: string]: unknown }> {
  const { code, stdout, stderr } = await acuse([...args, '--json'], input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** The settings as they are stored. */
const stored = () => scanTable(program, 'SourcesTable');

/** A source that was made a moment ago is known within a second. */
async function postSoon(...args: Parameters<typeof post>): ReturnType<typeof post> {
  return vi.waitFor(
    async () => {
      const answer = await post(...args);
      expect(answer.status).not.toBe(404);
      return answer;
    },
    { timeout: 120_000, interval: 200 },
  );
}

const message = (id: number, more: object = {}) =>
  JSON.stringify({
    event: 'message_created',
    id,
    message_type: 'incoming',
    private: false,
    conversation: { id: 5 },
    ...more,
  });
const seen = (id: number) => events.filter(({ data }) => data.id === id);

test('a source works from its first webhook on, and its event reaches the processor once', async () => {
  const { url } = await json(['source', 'add', 'trino', '--id', 'fresh']);
  expect(await postSoon(url, message(1))).toMatchObject({ status: 200, text: '{}' });
  expect((await post(url, message(1))).status).toBe(200);
  await vi.waitFor(() => expect(seen(1)).toHaveLength(1), { timeout: 120_000 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(seen(1)).toMatchObject([
    { type: 'trino.message_created', source: 'acuse/fresh', author: 'customer' },
  ]);
});

test('by default what agents do is acknowledged and goes nowhere', async () => {
  const { url } = await json(['source', 'add', 'trino', '--id', 'quiet']);
  const agent = { message_type: 'outgoing', sender: { id: 1, type: 'user' } };
  expect((await postSoon(url, message(2, agent))).status).toBe(200);
  expect((await post(url, message(3))).status).toBe(200);
  await vi.waitFor(() => expect(seen(3)).toHaveLength(1), { timeout: 120_000 });
  expect(seen(2)).toEqual([]);
});

test('with all events and all authors nothing is left out, noise neither; by default it is', async () => {
  const { url } = await json([
    'source',
    'add',
    'trino',
    '--id',
    'open',
    '--events',
    'all',
    '--authors',
    'all',
  ]);
  const typing = { event: 'conversation_typing_on', user: { id: 1, type: 'user' } };
  const bot = { message_type: 'outgoing', sender: { id: 1, type: 'agent_bot' } };
  await postSoon(url, message(21, typing));
  await post(url, message(22, bot));
  await post(url, message(23, { event: 'new_in_chatwoot' }));
  await vi.waitFor(() => expect([21, 22, 23].map((id) => seen(id).length)).toEqual([1, 1, 1]), {
    timeout: 120_000,
  });
  const { stdout } = await acuse(['source', 'show', 'open']);
  expect(stdout).toContain('all events by all');
});

test('an unknown event is refused with the names of the platform, and a rule’s events are known', async () => {
  const { code, stderr } = await acuse(['source', 'add', 'trino', '--events', 'message_sent']);
  expect(code).toBe(2);
  for (const name of [
    'message_created',
    'macro.executed',
    'automation_event.message_created',
    'unrecognised',
  ])
    expect(stderr).toContain(` ${name},`);
  const rules = ['--events', 'automation_event.conversation_created,trino.unrecognised'];
  expect(await json(['source', 'add', 'trino', '--id', 'rules', ...rules])).toMatchObject({
    events: ['trino.automation_event.conversation_created', 'trino.unrecognised'],
  });
});

test('a source of an agent bot is set, shown and taken back', async () => {
  expect(await json(['source', 'add', 'trino', '--id', 'bot', '--agent-bot'])).toMatchObject({
    agentBot: true,
  });
  expect((await acuse(['source', 'show', 'bot'])).stdout).toContain('answers 500 where others answer 503');
  expect(await json(['source', 'edit', 'bot', '--no-agent-bot'])).not.toHaveProperty('agentBot');
});

test('a signature that is set up is required, and verified as Chatwoot makes it', async () => {
  const { url } = await json(['source', 'add', 'trino', '--id', 'signed', '--signing-secret'], 'a secret\n');
  const body = message(4);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hex = createHmac('sha256', 'a secret').update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'X-Chatwoot-Timestamp': timestamp, 'X-Chatwoot-Signature': `sha256=${hex}` };
  expect((await postSoon(url, body)).status).toBe(401);
  expect((await post(url, message(5), headers)).status).toBe(401);
  expect((await post(url, body, headers)).status).toBe(200);
});

test('a header that is set up is required', async () => {
  const { url } = await json(
    ['source', 'add', 'botmaker', '--id', 'guarded', '--header', 'auth-bm-token'],
    'right\n',
  );
  expect((await postSoon(url, '{"type":"message"}', { 'auth-bm-token': 'right' })).status).toBe(200);
  expect((await post(url, '{"type":"message"}', { 'auth-bm-token': 'wrong' })).status).toBe(401);
  expect((await post(url, '{"type":"message"}')).status).toBe(401);
});

test('after a rotation both URLs hold, at once', async () => {
  const { url: old } = await json(['source', 'add', 'trino', '--id', 'turning']);
  const { url } = await json(['source', 'rotate', 'turning']);
  expect(url).not.toBe(old);
  expect((await postSoon(url, message(6))).status).toBe(200);
  expect((await post(old, message(7))).status).toBe(200);
  expect(await json(['source', 'rotate', 'turning', '--finish'])).toMatchObject({
    generation: 2,
    lowestGeneration: 2,
  });
});

test('a rotation of the secret signs with both until it is finished', async () => {
  const { url } = await json(['source', 'add', 'trino', '--id', 'resigning']);
  const before = await json(['source', 'show', 'resigning']);
  const during = await json(['source', 'rotate-secret', 'resigning']);
  expect(during['processorSecrets']).toEqual([during['processorSecret'], before['processorSecret']]);
  const again = await acuse(['source', 'rotate-secret', 'resigning']);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('in progress') });
  expect((await acuse(['source', 'show', 'resigning'])).stdout).toContain('rotate-secret resigning --finish');

  expect((await postSoon(url, message(61))).status).toBe(200);
  const sent = await vi.waitFor(
    () => signatures.find(({ body }) => body.includes('"id":61')) ?? expect.fail('not sent yet'),
    { timeout: 120_000 },
  );
  const verifiedBy = (secret: unknown) => new Webhook(String(secret)).verify(sent.body, sent.headers);
  expect(verifiedBy(before['processorSecret'])).toBeDefined();
  expect(verifiedBy(during['processorSecret'])).toBeDefined();

  expect(await json(['source', 'rotate-secret', 'resigning', '--finish'])).toMatchObject({
    processorSecrets: [during['processorSecret']],
  });
  expect(await acuse(['source', 'rotate-secret', 'resigning', '--finish'])).toMatchObject({ code: 1 });
});

test('a waiting source of one’s own continues its conversations with the processor’s variables', async () => {
  const { url } = await json(['source', 'add', 'treble', '--id', 'kyc', '--waits']);
  await postSoon(url, waitingBody('kyc-session'));
  await vi.waitFor(() => expect(treble.callsFor('kyc-session')).toHaveLength(1), { timeout: 120_000 });
  const [call] = treble.callsFor('kyc-session');
  expect(call && variables(call)).toEqual({ verdict: 'ok', acuse_status: 'done' });
});

test('what a waiting source leaves out still goes on, at once and with the reason', async () => {
  const { url } = await json(['source', 'add', 'treble', '--id', 'choosy', '--waits', '--events', 'timeout']);
  await postSoon(url, waitingBody('left-out'));
  await vi.waitFor(() => expect(treble.callsFor('left-out')).toHaveLength(1), { timeout: 120_000 });
  const [call] = treble.callsFor('left-out');
  expect(call && variables(call)).toEqual({ acuse_status: 'failed', acuse_reason: 'filtered' });
});

test('a body of 5 MB is taken and reaches the processor whole', async () => {
  const { url } = await json(['source', 'add', 'trino', '--id', 'large']);
  const body = message(8, { content: 'ñ'.repeat(2_400_000) });
  expect(Buffer.byteLength(body)).toBeGreaterThan(4_800_000);
  // A store that is slow to take it makes ingest answer 503: nothing is stored then.
  await vi.waitFor(async () => expect((await post(url, body)).status).toBe(200), { timeout: 120_000 });
  await vi.waitFor(() => expect(seen(8)).toHaveLength(1), { timeout: 120_000 });
  expect(JSON.stringify(seen(8)[0]?.data)).toBe(body);
  expect((await post(url, message(9, { content: 'x'.repeat(5_300_000) }))).status).toBe(413);
});

describe('within 60 s', () => {
  /** The settings that ingest and worker go by are at most a minute old. */
  const soon = { timeout: 120_000, interval: 1000 };

  test('a source that is switched off continues what waits with the reason, and one that is removed is gone', async () => {
    const { url } = await json(['source', 'add', 'treble', '--id', 'off', '--waits']);
    const { url: gone } = await json(['source', 'add', 'trino', '--id', 'gone']);
    expect((await postSoon(url, waitingBody('before'))).status).toBe(200);
    expect((await postSoon(gone, message(10))).status).toBe(200);
    await json(['source', 'disable', 'off']);
    expect(await json(['source', 'remove', 'gone', '--yes'])).toMatchObject({ removed: true });
    await vi.waitFor(async () => expect((await post(gone, message(11))).status).toBe(404), soon);
    await vi.waitFor(async () => {
      const id = `after-${performance.now()}`;
      expect((await post(url, waitingBody(id))).status).toBe(200);
      await vi.waitFor(() => expect(treble.callsFor(id)).toHaveLength(1), { timeout: 120_000 });
      const [call] = treble.callsFor(id);
      expect(call && variables(call)).toEqual({ acuse_status: 'failed', acuse_reason: 'disabled' });
    }, soon);
  }, 240_000);
});

test.each([
  ['treble', 'queue and table'],
  ['treble-events', 'queue'],
  ['botmaker', 'queue'],
  ['trino', 'queue'],
])('acuse test %s follows a sample to its outcome: %s', async (id, stores) => {
  const { code, stdout, stderr } = await acuse(['test', id]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`ingest: received, stored in ${stores}, acknowledged after`));
  expect(stdout).toMatch(/acknowledged with 200\n[\s\S]*worker: done[\s\S]*The whole path works/);
});

test('acuse test proves the sample as the source asks, and says when it was refused', async () => {
  const { url } = await json(['source', 'add', 'botmaker', '--id', 'asks', '--header', 'x-key'], 'right\n');
  await postSoon(url, '{}');
  expect((await acuse(['test', 'asks'], 'right\n')).stdout).toContain('worker: done');
  expect(await acuse(['test', 'asks'], 'wrong\n')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('x-key'),
  });
});

describe('the command', () => {
  test.each([
    [['source'], 2],
    [['source', 'add', 'whatsapp'], 2],
    [['source', 'add', 'trino', '--waits'], 2],
    [['source', 'add', 'trino', '--id', 'Not An Id'], 2],
    [['source', 'add', 'trino', '--authors', 'nobody'], 2],
    [['source', 'add', 'trino', '--events', 'message_sent'], 2],
    [['source', 'add', 'treble', '--events', 'message_created'], 2],
    [['source', 'add', 'botmaker', '--agent-bot'], 2],
    [['source', 'add', 'treble', '--channels', 'A'], 2],
    [['source', 'add', 'trino', '--processor', 'magic'], 2],
    [['source', 'add', 'trino', '--processor-url', 'http://example.com'], 2],
    [['source', 'add', 'trino', '--signing-secret'], 1],
    [['source', 'add', 'trino', '--id', 'trino'], 1],
    [['source', 'show', 'nobody'], 1],
    [['source', 'rotate', 'trino', '--finish'], 1],
    [['source', 'show'], 2],
    [['source', 'list', 'more'], 2],
    [['source', 'list', '--waits'], 2],
    [['test', 'nobody'], 1],
  ])('%j ends with exit code %i, one clear line, and nothing changed', async (args, expected) => {
    const before = await stored();
    const { code, stdout, stderr } = await acuse(args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(await stored()).toEqual(before);
  });

  test('a Botmaker channel has one webhook', async () => {
    await json(['source', 'add', 'botmaker', '--id', 'first', '--channels', 'A,B']);
    const second = await acuse(['source', 'add', 'botmaker', '--id', 'second', '--channels', 'B,C']);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('source first') });
    await json(['source', 'edit', 'first', '--channels', 'A']);
    await json(['source', 'add', 'botmaker', '--id', 'second', '--channels', 'B,C']);
  });

  test('settings are set, shown and taken back, and nothing that proves a sender is shown', async () => {
    await json(
      [
        'source',
        'add',
        'trino',
        '--id',
        'edited',
        '--events',
        'message_created,trino.contact_created',
        '--authors',
        'customer,operator',
        '--header',
        'X-Key',
        '--signing-secret',
        '--signature-prefix',
        'X-Brand',
      ],
      'header value\nsigning value\n',
    );
    const shown = await json(['source', 'show', 'edited']);
    expect(shown).toMatchObject({
      events: ['trino.message_created', 'trino.contact_created'],
      authors: ['customer', 'operator'],
      header: 'x-key',
      signaturePrefix: 'X-Brand',
      signingSecrets: 1,
    });
    expect(JSON.stringify(shown)).not.toMatch(/header value|signing value|digest/);
    expect(await json(['source', 'edit', 'edited', '--add-signing-secret'], 'another\n')).toMatchObject({
      signingSecrets: 2,
    });
    const cleared = await json([
      'source',
      'edit',
      'edited',
      '--events',
      'default',
      '--header',
      'none',
      '--no-signing-secret',
      '--authors',
      'default',
    ]);
    expect(cleared).toMatchObject({ authors: ['customer'] });
    for (const field of ['events', 'header', 'signingSecrets']) expect(cleared).not.toHaveProperty(field);
  });

  test('a source that is made again under the name of one that was removed has another URL', async () => {
    const { url: old } = await json(['source', 'add', 'trino', '--id', 'phoenix']);
    await json(['source', 'remove', 'phoenix', '--yes']);
    const { url } = await json(['source', 'add', 'trino', '--id', 'phoenix']);
    expect(url).not.toBe(old);
  });
});
