// A person is erased: one number comes in by all platforms, is parked, stored and waited for; the command runs; and
// afterwards every table and the bucket are searched for it.
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { root } from '../rules/source-files.ts';
import { type Program, post, startProgram } from './program.ts';
import { scanTable } from './scan-table.ts';

const NUMBER = '3001234567';
const OTHER = '3009999999';
const run = promisify(execFile);

let processor: Server;
let program: Program;

beforeAll(async () => {
  processor = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(Buffer.concat(chunks).includes('answer later') ? 202 : 400).end();
  });
  await new Promise<void>((listening) => processor.listen(0, '127.0.0.1', listening));
  const address = processor.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  program = await startProgram(['--parameters', 'Processor=http', `ProcessorUrl=http://127.0.0.1:${port}/`]);
}, 240_000);

afterAll(async () => {
  await program?.stop();
  processor?.close();
});

const items = async (table: string): Promise<string[]> =>
  (await scanTable(program, table)).map((item) => JSON.stringify(item));

async function bodies(): Promise<string[]> {
  const bucket = `${program.ready.endpoints.s3}/${program.ready.resources['BodiesBucket']}`;
  const listing = await (await fetch(`${bucket}?list-type=2`)).text();
  const keys = [...listing.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
  return Promise.all(keys.map(async (key) => `${key} ${await (await fetch(`${bucket}/${key}`)).text()}`));
}

const PERSONAL = ['SessionsTable', 'FailuresTable', 'SourcesTable'];

async function everything(tables: readonly string[] = [...PERSONAL, 'StatsTable']): Promise<string[]> {
  return [...(await Promise.all(tables.map(items))), await bodies()].flat();
}

/** Statistics, breakers, counted attempts and the lease of the sweeper come and go, and hold nobody. */
const howMuch = async (): Promise<number> =>
  (await everything(PERSONAL)).filter((one) => !/"(breaker|attempts|lease)#/.test(one)).length;

const holding = (all: readonly string[], text: string) => all.filter((one) => one.includes(text)).length;

async function acuse(...args: string[]): Promise<string> {
  const command = [join(root, 'bin/acuse.mjs'), ...args, '--local', program.ready.baseUrl];
  const { stdout, stderr } = await run(process.execPath, command);
  expect(stdout + stderr).not.toContain(NUMBER);
  return stdout;
}

const erased = async (...args: string[]) => JSON.parse(await acuse('erase', ...args, '--json'));

async function deliver(cellphone: string): Promise<void> {
  const treble = (session: string, more = {}) =>
    waitingBody(`${session}-${cellphone.at(-1)}`, { country_code: '+57', cellphone, ...more });
  const botmaker = (contactId: string, length: number) =>
    JSON.stringify({
      type: 'message',
      contactId,
      chatChannelId: 'TIENDA-whatsapp-541150000000',
      messages: [{ _id_: `${contactId}-${length}`, from: 'user', message: 'x'.repeat(length) }],
    });
  const trino = JSON.stringify({
    event: 'message_created',
    id: Number(cellphone),
    message_type: 'incoming',
    sender: { id: 1, phone_number: `+57 ${cellphone}` },
    conversation: { id: 7 },
  });
  const posts: [string, string][] = [
    ['treble-events', treble('event')],
    ['botmaker', botmaker(`+57${cellphone}`, 10)],
    ['botmaker', botmaker(`57${cellphone}`, 300_000)],
    ['trino', trino],
    ['treble', treble('failed')],
    ['treble', treble('open', { actual_response: 'answer later' })],
  ];
  for (const [source, body] of posts) expect((await post(program.url(source), body)).status).toBe(200);
}

test('a number that came by every platform is nowhere any more, but for the wait that is open; another’s stays', async () => {
  await deliver(NUMBER);
  await deliver(OTHER);
  await vi.waitFor(
    async () => {
      expect(await items('FailuresTable')).toHaveLength(8);
      const waits = JSON.parse(await acuse('sessions', '--json'));
      expect(waits.sessions.map(({ state }: { state: string }) => state)).toEqual(['delegated', 'delegated']);
    },
    { timeout: 120_000, interval: 500 },
  );
  const before = await everything();
  const much = await howMuch();
  expect(holding(before, NUMBER)).toBeGreaterThanOrEqual(4);
  const contact = ['--contact', `+57 ${NUMBER}`];
  const counts = { errorLogEntries: 4, bodies: 1, sessions: 1, deliveryCopies: 0, changedMeanwhile: 0 };

  expect(await erased(...contact, '--dry-run')).toMatchObject(counts);
  expect(await howMuch()).toBe(much);
  const report = await erased(...contact, '--yes');
  expect(report).toMatchObject({ ...counts, contacts: ['+57…67'] });
  expect(report.waiting).toEqual([
    { conversation: expect.any(String), deadline: expect.stringMatching(/^\d{4}-/) },
  ]);

  const after = await everything();
  expect(holding(after, NUMBER)).toBe(0);
  expect(holding(after, OTHER)).toBe(holding(before, OTHER));
  expect(await howMuch()).toBe(much - 6);

  await acuse('resume', report.waiting[0].conversation, '--key', 'verdict=by-hand');
  expect(await erased(...contact, '--yes')).toMatchObject({ sessions: 1, errorLogEntries: 0, waiting: [] });
  expect(await howMuch()).toBe(much - 7);
  expect(program.log()).not.toContain(NUMBER);
}, 240_000);

test('a person without a telephone is found on every platform by the WhatsApp user id, as it is written', async () => {
  const scoped = 'CO.8fK2mZ0q71LxA9';
  const posts: [string, object][] = [
    ['treble-events', { session_id: 'scoped', responded_at: 'x', cellphone: '', business_scope_id: scoped }],
    ['botmaker', { type: 'message', contactId: scoped, messages: [{ _id_: 'scoped', from: 'user' }] }],
    [
      'trino',
      {
        event: 'message_created',
        id: 31,
        message_type: 'incoming',
        sender: { id: 31, phone_number: null },
        conversation: { id: 31, contact_inbox: { source_id: `whatsapp:${scoped}` } },
      },
    ],
  ];
  const before = (await items('FailuresTable')).length;
  for (const [source, body] of posts)
    expect((await post(program.url(source), JSON.stringify(body))).status).toBe(200);
  await vi.waitFor(async () => expect(await items('FailuresTable')).toHaveLength(before + 3), {
    timeout: 120_000,
    interval: 500,
  });
  const none = await erased('--contact', scoped.toLowerCase(), '--dry-run');
  expect(none).toMatchObject({ errorLogEntries: 0 });
  const report = await erased('--contact', scoped, '--yes');
  expect(report).toMatchObject({ contacts: ['CO.…A9'], errorLogEntries: 3 });
  expect(holding(await everything(), scoped)).toBe(0);
  expect(program.log()).not.toContain(scoped);
}, 240_000);
