// The figures, against what was really sent: a load of known outcomes through the running program, its processes
// killed and halted in the middle, and every POST found again in acuse stats, to the unit.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { acuse } from '../cli/run.ts';
import { waitingBody } from '../functions/ingest/webhook.ts';
import { type Program, startProgram } from './program.ts';
import { startTreble, type Treble } from './treble.ts';

const SLOW_MS = 12;

let treble: Treble;
let program: Program;
let data: string;
/** What each POST to `/hooks` was answered, by the source it must be counted under. */
const answered = new Map<string, number[]>();

async function start(): Promise<void> {
  const parameters = [`TrebleBaseUrl=${treble.url}`, 'Processor=echo', `SlowMs=${SLOW_MS}`];
  program = await startProgram(['--data', data, '--parameters', ...parameters]);
}

beforeAll(async () => {
  treble = await startTreble();
  data = await mkdtemp(join(tmpdir(), 'acuse-data-'));
  await start();
});

afterAll(async () => {
  await program.stop();
  await treble.close();
  await rm(data, { recursive: true, force: true });
});

interface Sent {
  /** Undefined: not to be counted. */
  readonly source?: string;
  readonly url: string;
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
}

async function send({
  source,
  url,
  method = 'POST',
  type = 'application/json',
  body,
}: Sent): Promise<number> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': type },
    ...(method !== 'GET' && method !== 'HEAD' && { body: body ?? '{}' }),
  });
  await response.arrayBuffer();
  if (source !== undefined) answered.set(source, [...(answered.get(source) ?? []), response.status]);
  return response.status;
}

/** Twenty at a time, in an order that mixes them. */
async function sendAll(requests: readonly Sent[]): Promise<void> {
  const waiting = requests.toSorted((a, b) => mixed(a) - mixed(b));
  const lanes = Array.from({ length: 20 }, async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await send(next);
  });
  await Promise.all(lanes);
}

const mixed = ({ body = '', url, method = '' }: Sent) =>
  [...`${body.slice(0, 200)}${url}${method}`].reduce(
    (sum, one) => (sum * 31 + one.charCodeAt(0)) % 65_521,
    7,
  );

const many = (count: number, make: (at: number) => Sent) =>
  Array.from({ length: count }, (_, at) => make(at));

const forged = (url: string) => url.replace(/token=.*/, 'token=treble.1.markertoken');
const message = (at: number) =>
  JSON.stringify({
    event: 'message_created',
    id: at,
    message_type: 'incoming',
    conversation: { id: at % 40 },
  });

function load(name: string): Sent[] {
  const { baseUrl } = program.ready;
  const [waits, events, botmaker, trino] = ['treble', 'treble-events', 'botmaker', 'trino'].map(program.url);
  const to = (source: string, url = '', body?: string): Sent => ({
    source,
    url,
    ...(body !== undefined && { body }),
  });
  return [
    ...many(400, (at) => to('treble', waits, waitingBody(`${name}-${at}`))),
    ...many(100, (at) => to('treble', waits, waitingBody(`${name}-${at}`))),
    ...many(300, (at) => to('treble-events', events, waitingBody(`${name}-event-${at}`))),
    ...many(300, (at) => to('botmaker', botmaker, JSON.stringify({ type: 'message', id: at, name }))),
    ...many(300, (at) => to('trino', trino, message(at))),
    ...many(100, (at) =>
      to(at % 2 ? 'treble' : 'trino', forged((at % 2 ? waits : trino) ?? ''), message(at)),
    ),
    ...many(50, (at) => to('botmaker', botmaker, `not JSON ${at}`)),
    ...many(3, () => to('trino', trino, JSON.stringify({ content: 'x'.repeat(5_300_000) }))),
    ...many(10, (at): Sent => ({ ...to('trino', trino, `text ${at}`), type: 'text/plain' })),
    ...many(50, (at) => to('unknown', `${baseUrl}/hooks/nobody-${at}?token=treble.1.markertoken`)),
    ...[
      '',
      '/',
      '/treble/',
      '/treble/more',
      '/%00',
      '/%ff',
      `/${'a'.repeat(4000)}`,
      '/TREBLE',
      '/unknown',
      '/__proto__',
    ].map((path) => to('unknown', `${baseUrl}/hooks${path}?token=treble.1.markertoken`)),
    ...['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].flatMap((method) =>
      many(5, (): Sent => ({ url: waits ?? '', method })),
    ),
    ...many(10, (at): Sent => ({ url: `${baseUrl}/nothing/${at}?token=treble.1.markertoken` })),
    ...many(10, (): Sent => ({ url: `${baseUrl}/resume?token=treble.1.markertoken` })),
  ];
}

interface Figures {
  readonly id: string;
  readonly success: number;
  readonly slow: number;
  readonly error: number;
  readonly rejected: number;
  readonly fastestMs: number;
  readonly averageMs: number;
  readonly slowestMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

async function stats(): Promise<{ sources: Figures[]; unreadable: number }> {
  const { code, stdout, stderr } = await acuse(['stats', '--json', '--local', program.ready.baseUrl]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const counts = (statuses: readonly number[]) => ({
  fine: statuses.filter((status) => status < 300).length,
  error: statuses.filter((status) => status >= 500).length,
  rejected: statuses.filter((status) => status >= 400 && status < 500).length,
});

/** What was sent is what is counted, within a few seconds. */
async function expectAllCounted(): Promise<void> {
  const expected = Object.fromEntries([...answered].map(([source, statuses]) => [source, counts(statuses)]));
  await vi.waitFor(
    async () => {
      const { sources, unreadable } = await stats();
      const counted = sources.map(({ id, success, slow, error, rejected }) => [
        id,
        { fine: success + slow, error, rejected },
      ]);
      expect(Object.fromEntries(counted)).toEqual(expected);
      expect(unreadable).toBe(0);
    },
    { timeout: 120_000, interval: 300 },
  );
}

/** The processes of a function of this program, by what they were told. */
function processesOf(logicalId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return (
          environment.includes(`AWS_LAMBDA_FUNCTION_NAME=Acuse-${logicalId}\0`) &&
          environment.includes(`AWS_ENDPOINT_URL_DYNAMODB=${program.ready.endpoints.dynamodb}\0`)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

const canFindProcesses = existsSync('/proc/self/environ');

test('success, slow, error and rejected are the POSTs that were sent, ingest killed under load', async () => {
  const killing = setInterval(() => {
    const [pid] = canFindProcesses ? processesOf('IngestFunction') : [];
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }, 1500);
  await sendAll(load('first'));
  clearInterval(killing);
  if (canFindProcesses) expect([...answered.values()].flat()).toContain(500);
  await expectAllCounted();
}, 240_000);

test('a request that API Gateway gave up for ingest is an error', async () => {
  if (!canFindProcesses) return;
  const stopped = processesOf('IngestFunction');
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  expect(await send({ source: 'trino', url: program.url('trino') })).toBe(503);
  // One that is stopped does not notice the end of the program.
  const left = processesOf('IngestFunction').filter((pid) => stopped.includes(pid));
  for (const pid of left) process.kill(pid, 'SIGKILL');
  await expectAllCounted();
}, 240_000);

test('a request that its sender broke off is none', async () => {
  const call = request(program.url('trino'), { method: 'POST', headers: { 'content-length': '1000' } });
  call.on('error', () => undefined);
  call.write('{"event":');
  await new Promise((resolve) => call.once('socket', (socket) => socket.once('connect', resolve)));
  call.destroy();
  await send({ source: 'trino', url: program.url('trino'), body: message(1) });
  await expectAllCounted();
});

test('fastest and slowest are exact, and slow is what took longer than SlowMs', async () => {
  const lines = (await readFile(join(data, 'logs/access.log'), 'utf8')).trim().split('\n');
  const posts = lines.map((line) => JSON.parse(line)).filter(({ method }) => method === 'POST');
  for (const { id, success, slow, ...figures } of (await stats()).sources) {
    if (id === 'unknown') continue;
    const own = posts.filter(({ path }) => path === `/hooks/${id}`);
    const tookMs = own.map(({ responseLatencyMs }) => Number(responseLatencyMs)).sort((a, b) => a - b);
    expect([figures.fastestMs, figures.slowestMs]).toEqual([tookMs[0], tookMs.at(-1)]);
    const fine = own.filter(({ status }) => status === '200').map((one) => Number(one.responseLatencyMs));
    expect(slow).toBe(fine.filter((ms) => ms > SLOW_MS).length);
    expect(success).toBe(fine.filter((ms) => ms <= SLOW_MS).length);
    for (const [percent, told] of [
      [50, figures.p50Ms],
      [95, figures.p95Ms],
      [99, figures.p99Ms],
    ] as const) {
      const right = tookMs[Math.ceil((tookMs.length * percent) / 100) - 1] ?? Number.NaN;
      expect(Math.abs(told - right)).toBeLessThanOrEqual(right * 0.05);
    }
  }
});

test('after a kill and a restart on the same data, everything that was answered is counted once', async () => {
  await sendAll(load('second').filter((_, at) => at % 4 === 0));
  await program.stop('SIGKILL');
  await start();
  await expectAllCounted();
}, 240_000);

test('nothing is left uncounted when the program is told to end', async () => {
  await sendAll(load('third').filter((_, at) => at % 4 === 1));
  await program.stop('SIGTERM');
  await start();
  await expectAllCounted();
}, 240_000);

test('no token is in the access log, whatever was asked and answered', async () => {
  const folder = join(data, 'logs');
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const written = texts.join('\n');
  for (const status of canFindProcesses
    ? [200, 400, 401, 404, 405, 413, 415, 500, 503]
    : [200, 400, 401, 404]) {
    expect(written).toContain(`"status":"${status}"`);
  }
  for (const { url } of program.ready.sources) {
    expect(written).not.toContain(new URL(url).searchParams.get('token')?.split('.')[2]);
  }
  expect(written).not.toContain('markertoken');
  expect(written).not.toContain('token=');
});
