// Work that takes longer than the worker, on the whole program: a processor that answers 202 and posts its result to
// the URL that it was handed, in time, twice, before its 202, too late; and an operator who does it by hand.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { acuse } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, post, startProgram } from './program.ts';
import { startTreble, type Treble, variables } from './treble.ts';

interface Asked {
  readonly resumeurl: string;
  readonly session: string;
}

let treble: Treble;
let program: Program;
let processor: Server;
const asked: Asked[] = [];
/** What the processor does before it answers 202, by session. */
const first = new Map<string, (url: string) => Promise<unknown>>();

beforeAll(async () => {
  processor = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { resumeurl, data } = JSON.parse(Buffer.concat(chunks).toString());
    // Of an event, nobody waits for an answer.
    if (resumeurl !== undefined) asked.push({ resumeurl, session: data.session_id });
    await first.get(data.session_id)?.(resumeurl);
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => processor.listen(0, '127.0.0.1', resolve));
  const { port } = processor.address() as AddressInfo;
  treble = await startTreble();
  program = await startProgram([
    '--parameters',
    `TrebleBaseUrl=${treble.url}`,
    'Processor=http',
    `ProcessorUrl=http://127.0.0.1:${port}/`,
    'SessionDeadlineSeconds=3600',
  ]);
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  processor.closeAllConnections();
  processor.close();
});

async function askedFor(session: string): Promise<Asked> {
  await post(program.url('treble'), waitingBody(session));
  return vi.waitFor(
    () => {
      const [one] = asked.filter((each) => each.session === session);
      if (!one) throw new Error('Not asked yet.');
      return one;
    },
    { timeout: 120_000, interval: 20 },
  );
}

const result = (url: string, verdict: string) => post(url, JSON.stringify({ keys: { verdict } }));
const told = (session: string) => treble.callsFor(session).map(variables);

test('a result that is posted later continues the conversation; a second one changes nothing and is told so', async () => {
  const { resumeurl } = await askedFor('later');
  expect(told('later')).toEqual([]);
  const accepted = await result(resumeurl, 'sharp');
  expect(accepted.status).toBe(200);
  expect(JSON.parse(accepted.text)).toMatchObject({ outcome: 'accepted' });
  expect(told('later')).toEqual([{ verdict: 'sharp', acuse_status: 'done' }]);
  const repeated = await result(resumeurl, 'blurred');
  expect(JSON.parse(repeated.text)).toMatchObject({ outcome: 'repeat' });
  expect(told('later')).toHaveLength(1);
  expect(asked.filter(({ session }) => session === 'later')).toHaveLength(1);
});

test('Treble’s alternate flow is counted for the source that waited, shown, and leaves the wait to its result', async () => {
  const { resumeurl } = await askedFor('led-away');
  const timeout = { timeout_at: '2026-01-01 10:05:00.000001', responded_at: null, actual_response: null };
  await post(program.url('treble-events'), waitingBody('led-away', timeout));
  const stats = async (...more: string[]) =>
    (await acuse(['stats', '--local', program.ready.baseUrl, ...more])).stdout;
  await vi.waitFor(async () => expect(await stats('--source', 'treble')).toContain('platform timeout 1'), {
    timeout: 120_000,
    interval: 500,
  });
  const { sources } = JSON.parse(await stats('--json'));
  const counted = sources.map(({ id, outcomes }: { id: string; outcomes: Record<string, number> }) => [
    id,
    outcomes['platform_timeout'],
  ]);
  expect(Object.fromEntries(counted)).toEqual({ treble: 1, 'treble-events': 0, botmaker: 0, trino: 0 });
  const page = await (await fetch(`${program.ready.baseUrl}/.acuse/console`)).text();
  expect(page).toContain('platform timeout');
  expect(program.log()).toMatch(/"event":"platform_timeout"[^\n]*"source":"treble"/);
  expect(JSON.parse((await result(resumeurl, 'sharp')).text)).toMatchObject({ outcome: 'accepted' });
  expect(told('led-away')).toEqual([{ verdict: 'sharp', acuse_status: 'done' }]);
});

test('a result may come before its 202', async () => {
  first.set('early', (url) => result(url, 'at once'));
  await askedFor('early');
  await vi.waitFor(() => expect(told('early')).toEqual([{ verdict: 'at once', acuse_status: 'done' }]), {
    timeout: 120_000,
  });
});

test('a result for a wait that the customer has left behind is 410, and the new one still waits', async () => {
  const { resumeurl } = await askedFor('moved');
  await post(program.url('treble'), waitingBody('moved', { actual_response: 'another photo' }));
  await vi.waitFor(() => expect(asked.filter(({ session }) => session === 'moved')).toHaveLength(2), {
    timeout: 120_000,
  });
  expect(await result(resumeurl, 'of the old one')).toMatchObject({ status: 410 });
  expect(told('moved')).toEqual([]);
});

test('a URL that nobody was handed is 404, and looking at one decides nothing', async () => {
  const { resumeurl } = await askedFor('looked-at');
  expect(await result(`${resumeurl}x`, 'forged')).toMatchObject({ status: 404 });
  expect((await fetch(resumeurl)).status).toBe(405);
  expect(told('looked-at')).toEqual([]);
});

test('an operator sees who waits, by reference only, and continues one by hand', async () => {
  await askedFor('by-hand-of-somebody');
  const local = ['--local', program.ready.baseUrl, '--json'];
  const { sessions } = JSON.parse((await acuse(['sessions', ...local])).stdout);
  const newest = sessions.at(-1);
  expect(newest).toMatchObject({ source: 'treble', state: 'delegated', cycle: 1 });
  expect(JSON.stringify(sessions)).not.toContain('by-hand-of-somebody');
  const byHand = await acuse([
    'resume',
    newest.conversation,
    '--key',
    'verdict=a=b',
    '--key',
    'note=',
    ...local,
  ]);
  expect(byHand).toMatchObject({ code: 0, stderr: '' });
  expect(told('by-hand-of-somebody')).toEqual([{ verdict: 'a=b', note: '', acuse_status: 'done' }]);
  expect(await acuse(['resume', newest.conversation, ...local])).toMatchObject({ code: 1 });
});

test('no URL that decides a wait is in any log', () => {
  const tokens = asked.map(({ resumeurl }) =>
    new URL(resumeurl).searchParams.get('token')?.split('.').at(-1),
  );
  expect(tokens.length).toBeGreaterThan(4);
  for (const token of tokens) expect(program.log()).not.toContain(token);
});
