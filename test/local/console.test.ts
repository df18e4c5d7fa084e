// The console of a local run: who may read the page and send its forms, and what happens to a command. The function
// that draws the page is a fake here.
import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SCRIPT } from '../../functions/console/script.ts';
import { type ConsolePorts, createConsole } from '../../local/console.ts';
import { isLocalRequest, listenOnLoopback, sendJson } from '../../local/loopback.ts';
import { splitTarget } from '../../local/request.ts';
import type { InvocationResult } from '../../local/services/lambda/environment.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function serve(ports: Partial<ConsolePorts> = {}) {
  const drawn: object[] = [];
  const commands: object[] = [];
  const console = createConsole({
    draw: async (event) => {
      drawn.push(event);
      return { ok: true, payload: '<!doctype html><title>Drawn</title>' };
    },
    operate: async (command) => {
      commands.push(command);
      return { ok: true, payload: { ok: true, message: '1 delivery replayed', details: {} } };
    },
    ...ports,
  });
  const server = await listenOnLoopback(0, (incoming, outgoing) => {
    const { path } = splitTarget(incoming.url ?? '/');
    if (!isLocalRequest(incoming)) sendJson(outgoing, 403, {});
    else if (!console.answer(path, incoming, outgoing)) sendJson(outgoing, 404, {});
  });
  onTestFinished(() => server.close(0));
  const own = { origin: server.url, 'sec-fetch-site': 'same-origin' };
  const send = async (path: string, options: { method?: string; headers?: object; body?: string } = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { body, method = 'GET', headers = {} } = options;
    request(`${server.url}${path}`, { method, headers: { ...headers } }, resolve)
      .on('error', reject)
      .end(body);
    const response = await promise;
    return { status: response.statusCode, headers: response.headers, text: await textOf(response) };
  };
  const command = (fields: Record<string, string>, headers: object = own, path = '/.acuse/operate') =>
    send(path, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: String(new URLSearchParams(fields)),
    });
  return { send, command, drawn, commands, url: server.url };
}

const REPLAY = { action: 'replay', id: 'd-1#work' };
const failed = async (): Promise<InvocationResult> => ({
  ok: false,
  error: { errorType: 'Error', errorMessage: 'what it said' },
});

describe('the page', () => {
  test('is what the function draws, not cached and not allowed in a frame', async () => {
    const { send, drawn } = await serve();
    const page = await send('/.acuse/console?tz=America%2FBogota&refresh=10');
    expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Drawn</title>']);
    expect(drawn).toEqual([{ surface: 'page', tz: 'America/Bogota', refresh: '10' }]);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]),
    );
  });

  test('says that the function failed, without its error', async () => {
    const { send } = await serve({ draw: failed });
    const page = await send('/.acuse/console');
    expect(page.status).toBe(502);
    expect(page.text).not.toContain('what it said');
  });

  test('is missing when the template has no console, and accepts no POST', async () => {
    const { send } = await serve({ draw: undefined });
    expect((await send('/.acuse/console')).status).toBe(404);
    expect((await send('/.acuse/console', { method: 'POST' })).status).toBe(405);
    expect((await send('/.acuse/operate')).status).toBe(405);
  });
});

describe('what a person has chosen', () => {
  test('is passed on, and nothing else of the query', async () => {
    const { send, drawn } = await serve();
    await send(
      '/.acuse/console?window=7d&source=kyc&reason=deadline&search=d-1&lang=es&surface=widget&notice=x',
    );
    expect(drawn).toEqual([
      { surface: 'page', window: '7d', source: 'kyc', reason: 'deadline', search: 'd-1', lang: 'es' },
    ]);
  });

  test('language and time zone are remembered, the rest is not', async () => {
    const { send, drawn } = await serve();
    const { headers } = await send('/.acuse/console?lang=pt&tz=America%2FSao_Paulo&window=7d');
    const cookies = headers['set-cookie'] ?? [];
    expect(cookies).toEqual([
      'acuse-lang=pt; Path=/.acuse; Max-Age=31536000; SameSite=Strict; HttpOnly',
      'acuse-tz=America%2FSao_Paulo; Path=/.acuse; Max-Age=31536000; SameSite=Strict; HttpOnly',
    ]);
    const cookie = ['other=1', ...cookies.map((one) => one.split(';')[0])].join('; ');
    const again = await send('/.acuse/console', { headers: { cookie } });
    expect(again.headers['set-cookie']).toBeUndefined();
    await send('/.acuse/console?tz=UTC', { headers: { cookie } });
    expect(drawn.slice(1)).toEqual([
      { surface: 'page', lang: 'pt', tz: 'America/Sao_Paulo' },
      { surface: 'page', lang: 'pt', tz: 'UTC' },
    ]);
  });

  test('the browser’s languages come after a choice', async () => {
    const { send, drawn } = await serve();
    const headers = { 'accept-language': 'pt-BR,en;q=0.8' };
    await send('/.acuse/console', { headers });
    await send('/.acuse/console', { headers: { ...headers, cookie: 'acuse-lang=es; acuse-tz=%' } });
    expect(drawn).toEqual([
      { surface: 'page', lang: 'pt-BR,en;q=0.8' },
      { surface: 'page', lang: 'es,pt-BR,en;q=0.8' },
    ]);
  });

  test('a new line in a choice cannot make a header', async () => {
    const { send } = await serve();
    const page = await send('/.acuse/console?tz=a%0d%0aset-cookie:%20x=1');
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']).toHaveLength(1);
  });
});

describe('a command', () => {
  test('is sent once, with the console as its actor, and the next page shows its result', async () => {
    const { command, commands, send, drawn } = await serve();
    const answer = await command(REPLAY, undefined, '/.acuse/operate?tz=Europe%2FMadrid');
    expect(answer.status).toBe(303);
    expect(commands).toEqual([{ action: 'replay', ids: ['d-1#work'], force: false, by: 'console' }]);
    const location = String(answer.headers.location);
    expect(location).toMatch(/^\/\.acuse\/console\?tz=Europe%2FMadrid&result=[\w-]+$/);
    expect(location).not.toContain('replayed');
    await send(location);
    await send(location);
    expect(commands).toHaveLength(1);
    expect(drawn).toMatchObject([
      { tz: 'Europe/Madrid', notice: { ok: true, message: '1 delivery replayed', action: 'replay' } },
      { notice: { ok: true } },
    ]);
  });

  test('that is invalid is not sent, and the page says so', async () => {
    const { command, commands, send, drawn } = await serve();
    const { headers } = await command({ action: 'resume', conversation: 'r', keys: 'nonsense' });
    await send(String(headers.location));
    expect(commands).toEqual([]);
    expect(drawn).toMatchObject([{ notice: { ok: false, message: expect.stringContaining('name=value') } }]);
  });

  test('that fails is reported as failed, without the function’s error', async () => {
    const { command, send, drawn } = await serve({ operate: failed });
    await send(String((await command(REPLAY)).headers.location));
    expect(drawn).toMatchObject([
      { notice: { ok: false, message: 'The operate function failed; stderr shows its output.' } },
    ]);
  });

  test('cannot be sent without an operate function', async () => {
    const { command } = await serve({ operate: undefined });
    expect((await command(REPLAY)).status).toBe(404);
  });

  test.each<[string, (url: string) => object]>([
    ['another site', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['another site that hides its origin', () => ({ origin: 'null' })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' })],
    ['a page under another host', (url) => ({ host: 'evil.example', origin: url })],
    ['a sender without origin', () => ({})],
    ['another site in a browser that sends no origin', () => ({ 'sec-fetch-site': 'cross-site' })],
  ])('from %s is refused', async (_, headers) => {
    const { command, commands, url } = await serve();
    expect((await command(REPLAY, headers(url))).status).toBe(403);
    expect(commands).toEqual([]);
  });

  test.each([
    ['not a form', { 'content-type': 'text/plain' }, 'action=replay&id=d'],
    ['JSON', { 'content-type': 'application/json' }, '{"action":"replay","id":"d"}'],
    ['too big', FORM, `action=replay&id=${'d'.repeat(70_000)}`],
  ])('that is %s is refused', async (_, type, body) => {
    const { send, commands, url } = await serve();
    const headers = { ...type, origin: url };
    expect((await send('/.acuse/operate', { method: 'POST', headers, body })).status).toBe(400);
    expect(commands).toEqual([]);
  });

  test('is accepted from a program that says it is the page', async () => {
    const { command, commands, url } = await serve();
    expect((await command(REPLAY, { origin: url })).status).toBe(303);
    expect((await command(REPLAY, { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect(commands).toHaveLength(2);
  });
});
