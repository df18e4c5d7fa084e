// The console of a local run: who may see it and press its buttons, and what becomes of an order. The drawing itself
// is a function's, played here.
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ConsolePorts, createConsole } from '../../local/console.ts';
import { isLocalRequest, listenOnLoopback, sendJson } from '../../local/loopback.ts';
import { splitTarget } from '../../local/request.ts';
import type { InvocationResult } from '../../local/services/lambda/environment.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function serve(ports: Partial<ConsolePorts> = {}) {
  const drawn: object[] = [];
  const orders: object[] = [];
  const console = createConsole({
    draw: async (event) => {
      drawn.push(event);
      return { ok: true, payload: '<!doctype html><title>Drawn</title>' };
    },
    operate: async (order) => {
      orders.push(order);
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
  const ask = async (path: string, options: { method?: string; headers?: object; body?: string } = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { body, method = 'GET', headers = {} } = options;
    request(`${server.url}${path}`, { method, headers: { ...headers } }, resolve)
      .on('error', reject)
      .end(body);
    const response = await promise;
    return { status: response.statusCode, headers: response.headers, text: await textOf(response) };
  };
  const order = (fields: Record<string, string>, headers: object = own, path = '/.acuse/operate') =>
    ask(path, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: String(new URLSearchParams(fields)),
    });
  return { ask, order, drawn, orders, url: server.url };
}

const REPLAY = { action: 'replay', id: 'd-1#work' };
const failed = async (): Promise<InvocationResult> => ({
  ok: false,
  error: { errorType: 'Error', errorMessage: 'what it said' },
});

describe('the page', () => {
  test('is what the function draws, kept by nobody and in nobody’s frame', async () => {
    const { ask, drawn } = await serve();
    const page = await ask('/.acuse/console?tz=America%2FBogota&refresh=10');
    expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Drawn</title>']);
    expect(drawn).toEqual([{ surface: 'page', timeZone: 'America/Bogota', refreshSeconds: 10 }]);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]),
    );
  });

  test('says that the function failed, and nothing of what it said', async () => {
    const { ask } = await serve({ draw: failed });
    const page = await ask('/.acuse/console');
    expect(page.status).toBe(502);
    expect(page.text).not.toContain('what it said');
  });

  test('is not there where the template has no console, and takes no POST', async () => {
    const { ask } = await serve({ draw: undefined });
    expect((await ask('/.acuse/console')).status).toBe(404);
    expect((await ask('/.acuse/console', { method: 'POST' })).status).toBe(405);
    expect((await ask('/.acuse/operate')).status).toBe(405);
  });
});

describe('an order', () => {
  test('is given once, in the console’s name, and the page that follows tells what became of it', async () => {
    const { order, orders, ask, drawn } = await serve();
    const answer = await order(REPLAY, undefined, '/.acuse/operate?tz=Europe%2FMadrid');
    expect(answer.status).toBe(303);
    expect(orders).toEqual([{ action: 'replay', ids: ['d-1#work'], force: false, by: 'console' }]);
    const location = String(answer.headers.location);
    expect(location).toMatch(/^\/\.acuse\/console\?tz=Europe%2FMadrid&result=[\w-]+$/);
    expect(location).not.toContain('replayed');
    await ask(location);
    await ask(location);
    expect(orders).toHaveLength(1);
    expect(drawn).toMatchObject([
      { timeZone: 'Europe/Madrid', notice: { ok: true, message: '1 delivery replayed' } },
      { notice: { ok: true } },
    ]);
  });

  test('that makes no sense reaches nobody, and is said to make none', async () => {
    const { order, orders, ask, drawn } = await serve();
    const { headers } = await order({ action: 'resume', conversation: 'r', keys: 'nonsense' });
    await ask(String(headers.location));
    expect(orders).toEqual([]);
    expect(drawn).toMatchObject([{ notice: { ok: false, message: expect.stringContaining('name=value') } }]);
  });

  test('that fails is said to have failed, without the function’s words', async () => {
    const { order, ask, drawn } = await serve({ operate: failed });
    await ask(String((await order(REPLAY)).headers.location));
    expect(drawn).toMatchObject([
      { notice: { ok: false, message: 'The operate function failed; what it says is on stderr.' } },
    ]);
  });

  test('cannot be given where nobody takes it', async () => {
    const { order } = await serve({ operate: undefined });
    expect((await order(REPLAY)).status).toBe(404);
  });

  test.each<[string, (url: string) => object]>([
    ['another site', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['another site that hides its name', () => ({ origin: 'null' })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' })],
    ['a page under another name', (url) => ({ host: 'evil.example', origin: url })],
    ['whoever says nothing of where they come from', () => ({})],
    ['another site by a browser that names no origin', () => ({ 'sec-fetch-site': 'cross-site' })],
  ])('from %s is refused', async (_, headers) => {
    const { order, orders, url } = await serve();
    expect((await order(REPLAY, headers(url))).status).toBe(403);
    expect(orders).toEqual([]);
  });

  test.each([
    ['not a form', { 'content-type': 'text/plain' }, 'action=replay&id=d'],
    ['JSON', { 'content-type': 'application/json' }, '{"action":"replay","id":"d"}'],
    ['too long', FORM, `action=replay&id=${'d'.repeat(70_000)}`],
  ])('that is %s is refused', async (_, type, body) => {
    const { ask, orders, url } = await serve();
    const headers = { ...type, origin: url };
    expect((await ask('/.acuse/operate', { method: 'POST', headers, body })).status).toBe(400);
    expect(orders).toEqual([]);
  });

  test('is taken from a program that says it is the page', async () => {
    const { order, orders, url } = await serve();
    expect((await order(REPLAY, { origin: url })).status).toBe(303);
    expect((await order(REPLAY, { 'sec-fetch-site': 'same-origin' })).status).toBe(303);
    expect(orders).toHaveLength(2);
  });
});
