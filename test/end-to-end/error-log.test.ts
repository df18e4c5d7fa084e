// The error log as an operator uses it: the command against the running program, and a processor that is mended.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { acuse } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble } from './treble.ts';

const WROTE = 'my number is 3000000000';
let program: Program;
let treble: Treble;
let status = 400;
let asked: string[] = [];
const processor = createServer((request, response) => {
  asked.push(String(request.headers['webhook-id']));
  request.resume().on('end', () => response.writeHead(status).end());
});

beforeAll(async () => {
  treble = await startTreble();
  await new Promise<void>((resolve) => processor.listen(0, '127.0.0.1', resolve));
  const { port } = processor.address() as AddressInfo;
  program = await startProgram([
    '--parameters',
    `TrebleBaseUrl=${treble.url}`,
    'Processor=http',
    `ProcessorUrl=http://127.0.0.1:${port}/`,
    'SessionUpdateSettleSeconds=0',
  ]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  processor.closeAllConnections();
  processor.close();
});

const run = (...args: string[]) => acuse([...args, '--local', program.ready.baseUrl]);

async function listed(...args: string[]): Promise<{ id: string; reason: string }[]> {
  const { stdout } = await run('failures', '--json', ...args);
  return JSON.parse(stdout).failures;
}

const message = (id: number) =>
  JSON.stringify({
    type: 'message',
    contactId: `c-${id}`,
    chatChannelId: 'channel',
    messages: [{ _id_: `m-${id}`, from: 'user', message: WROTE }],
  });

/** So many entries are open by now. */
const untilOpen = (count: number, ...filter: string[]) =>
  vi.waitFor(async () => expect(await listed(...filter)).toHaveLength(count), {
    timeout: 15_000,
    interval: 300,
  });

test('what was parked is listed with what to do, replayed when the processor is well, and gone from the list', async () => {
  for (const id of [1, 2, 3]) await post(program.url('botmaker'), message(id));
  await untilOpen(3);
  const list = await run('failures');
  expect(list.stdout).toContain('processor_rejected: The processor refused the event for good.');
  expect(list.stdout + program.log()).not.toContain(WROTE);
  expect((await run('failures', '--show-payload')).stdout).toContain(WROTE);

  const dry = await run('replay', '--all-open', '--dry-run');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  expect(dry.stdout).toContain('3 would be replayed.');
  expect(await run('replay', '--all-open')).toMatchObject({ code: 1, stdout: '' });
  await untilOpen(3);

  status = 204;
  const before = asked;
  asked = [];
  const replayed = await run('replay', '--source', 'botmaker', '--since', '5m', '--yes');
  expect(replayed).toMatchObject({ code: 0 });
  expect(replayed.stdout).toContain('3 replayed.');
  await vi.waitFor(() => expect(new Set(asked)).toEqual(new Set(before)), { timeout: 15_000 });
  await untilOpen(0);
  expect(await listed('--all')).toHaveLength(3);
});

test('a replay that fails again is another entry, and one that is not there is said to be gone', async () => {
  status = 400;
  await post(program.url('botmaker'), message(4));
  await untilOpen(1);
  const [entry] = await listed();
  const answer = await run('replay', entry?.id ?? '', 'nothing#work', '--yes');
  expect(answer.code).toBe(1);
  expect(answer.stdout).toContain('1 replayed, 1 gone.');
  const again = entry?.id.replace('#work', '#r1#work');
  await vi.waitFor(async () => expect((await listed()).map(({ id }) => id)).toEqual([again]), {
    timeout: 15_000,
    interval: 300,
  });
});

test('what was dismissed is open no more, is shown with who did it, and is still replayed by its id', async () => {
  const dismissed = (await listed())[0]?.id ?? '';
  await post(program.url('botmaker'), message(5));
  await untilOpen(2);
  expect((await run('dismiss', '--all-open', '--dry-run')).stdout).toContain('2 would be dismissed.');
  expect(await run('dismiss', dismissed)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 dismissed.'),
  });
  expect(await listed()).toHaveLength(1);

  const rest = await run('dismiss', '--reason', 'processor_rejected', '--since', '5m', '--yes', '--json');
  expect(rest).toMatchObject({ code: 0 });
  expect(JSON.parse(rest.stdout)).toMatchObject({ dismissed: 1, wouldDismiss: 0, refused: 0, gone: 0 });
  expect(await listed()).toEqual([]);
  expect((await run('failures', '--all')).stdout).toMatch(/dismissed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by \S+/);
  expect((await listed('--all')).find(({ id }) => id === dismissed)).toMatchObject({
    replays: 0,
    dismissedAt: expect.any(String),
    dismissedBy: expect.any(String),
  });
  const twice = await run('dismiss', dismissed, 'nothing#work', '--yes');
  expect(twice).toMatchObject({ code: 1, stdout: expect.stringContaining('1 refused, 1 gone.') });

  status = 204;
  expect(await run('replay', dismissed)).toMatchObject({ code: 0 });
  await vi.waitFor(() => expect(program.log()).toContain(`"id":"${dismissed}","outcome":"replayed"`));
  expect(program.log()).toContain(`"id":"${dismissed}","outcome":"dismissed"`);
}, 60_000);

test('an update that Treble refused is replayed while its conversation is the newest, and is said to be due', async () => {
  treble.script(404);
  await post(program.url('treble'), waitingBody('session-refused'));
  await untilOpen(1, '--reason', 'treble_404');
  const [entry] = await listed('--reason', 'treble_404');
  const answer = await run('replay', entry?.id ?? '', '--json');
  expect(JSON.parse(answer.stdout)).toMatchObject({ replayed: 1, refused: 0 });
  await untilOpen(0, '--reason', 'treble_404');
});
