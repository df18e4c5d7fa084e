import { readFileSync } from 'node:fs';
import { request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listenOnLoopback } from '../../../../local/loopback.ts';
import { accessLogIn } from '../../../../local/services/http-api/access-log.ts';
import { createGateway } from '../../../../local/services/http-api/gateway.ts';
import { openRotatedLog } from '../../../../local/services/http-api/rotated-log.ts';
import { createThrottle } from '../../../../local/services/http-api/throttle.ts';
import type { InvocationResult } from '../../../../local/services/lambda/environment.ts';
import type { ThrottlePlan } from '../../../../local/template/plan.ts';
import { temporaryDirectory } from '../lambda/test-functions.ts';

const ok = (payload: unknown): InvocationResult => ({ ok: true, payload });
const FORMAT =
  '{"path":"$context.path","status":"$context.status","error":"$context.integrationErrorMessage","at":"$context.requestTimeEpoch"}';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

/** A gateway in front of `invoke`; by default it answers with the event it got. */
async function gateway({
  routes = ['ANY /hooks/{source}'],
  invoke = async (_: string, event: object) => ok({ statusCode: 200, body: JSON.stringify(event) }),
  timeoutMs = 5000,
  throttle = undefined,
}: {
  routes?: string[];
  invoke?: (functionId: string, event: object) => Promise<InvocationResult>;
  timeoutMs?: number;
  throttle?: ThrottlePlan | undefined;
} = {}) {
  const file = join(temporaryDirectory(), 'access.log');
  const lines = openRotatedLog(file);
  onTestFinished(lines.close);
  const accessLog = accessLogIn(lines, FORMAT);
  const handle = createGateway({
    routes: routes.map((key) => ({ key, functionId: key, timeoutMs, throttle })),
    accessLog,
    invoke,
  });
  const server = await listenOnLoopback(0, handle);
  onTestFinished(() => server.close(0));
  const send = (method: string, path: string, headers: string[] = [], body: Buffer | string = '') =>
    new Promise<Answer>((done, fail) => {
      const call = request({
        host: '127.0.0.1',
        port: server.port,
        method,
        path,
        headers: ['host', 'acuse.test', ...headers],
      });
      call.on('error', fail).on('response', (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            done({
              status: response.statusCode,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            });
          });
      });
      call.end(body);
    });
  const logged = async () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return {
    send,
    logged,
    event: async (...args: Parameters<typeof send>) => JSON.parse((await send(...args)).text),
  };
}

const bytes = (body: string) => ['content-length', String(Buffer.byteLength(body))];
const jsonType = ['content-type', 'application/json'];

describe('the event', () => {
  test('is payload format 2.0', async () => {
    const { event } = await gateway();
    const before = Date.now();
    const body = '{"text":"¡hola! 📷"}';
    const got = await event(
      'POST',
      '/hooks/treble%20one?token=a.b&x=1&x=2',
      [
        ...[
          'Content-Type',
          'application/json; charset=utf-8',
          'User-Agent',
          'test/1',
          'X-A',
          '1',
          'x-a',
          '2',
        ],
        ...['Cookie', 'a=1; b=2', ...bytes(body)],
      ],
      body,
    );
    expect(got).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /hooks/{source}',
      rawPath: '/hooks/treble one',
      rawQueryString: 'token=a.b&x=1&x=2',
      cookies: ['a=1', 'b=2'],
      headers: { host: 'acuse.test', 'x-a': '1,2', 'user-agent': 'test/1' },
      queryStringParameters: { token: 'a.b', x: '1,2' },
      pathParameters: { source: 'treble one' },
      requestContext: {
        http: {
          method: 'POST',
          path: '/hooks/treble one',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'ANY /hooks/{source}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body,
      isBase64Encoded: false,
    });
    expect(got.headers.cookie).toBeUndefined();
    expect(got.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
    expect(got.requestContext.timeEpoch).toBeLessThanOrEqual(Date.now());
  });

  test('has no fields for what is missing', async () => {
    const got = await (await gateway()).event('GET', '/hooks/treble');
    expect(got).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const field of ['body', 'queryStringParameters', 'cookies']) expect(got).not.toHaveProperty(field);
  });

  test.each([
    ['application/json', '{}', false],
    ['text/plain', 'x', false],
    ['application/xml', '<a/>', false],
    ['application/cloudevents+json', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', 'x', true],
    [undefined, '{}', true],
  ])('with content type %s', async (type, body, isBase64Encoded) => {
    const headers = [...(type ? ['content-type', type] : []), ...bytes(body)];
    const got = await (await gateway()).event('POST', '/hooks/a', headers, body);
    expect(got.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(got.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body);
  });

  test('has bytes that are not UTF-8 as base64, whatever the type', async () => {
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const got = await (await gateway()).event('POST', '/hooks/a', [...jsonType, 'content-length', '4'], body);
    expect(got).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') });
  });
});

describe('routes', () => {
  test('of any method; a fixed segment wins over a variable', async () => {
    const { event } = await gateway({ routes: ['ANY /hooks/{source}', 'ANY /hooks/list', 'ANY /resume'] });
    const routeOf = async (method: string, path: string) => (await event(method, path)).routeKey;
    expect(await routeOf('POST', '/hooks/a')).toBe('ANY /hooks/{source}');
    expect(await routeOf('PUT', '/hooks/a')).toBe('ANY /hooks/{source}');
    expect(await routeOf('GET', '/hooks/list')).toBe('ANY /hooks/list');
    expect(await routeOf('GET', '/resume')).toBe('ANY /resume');
  });

  test.each(['/', '/hooks', '/hooks/', '/hooks/a/b', '/Hooks/a'])('%s is not found', async (path) => {
    const { status, text, headers } = await (await gateway()).send('POST', path);
    expect([status, text, headers['content-type']]).toEqual([
      404,
      '{"message":"Not Found"}',
      'application/json',
    ]);
  });
});

describe('the answer', () => {
  const answerTo = async (payload: unknown) =>
    (await gateway({ invoke: async () => ok(payload) })).send('GET', '/hooks/a');

  test('has the status, headers and body of the function', async () => {
    const { status, headers, text } = await answerTo({
      statusCode: 201,
      headers: { 'content-type': 'text/x', 'x-own': '5' },
      body: 'ü',
    });
    expect([status, text]).toEqual([201, 'ü']);
    expect(headers).toMatchObject({ 'content-type': 'text/x', 'x-own': '5', 'content-length': '2' });
  });

  test.each([
    null,
    'hello',
    { hello: 1 },
    { statusCode: 'many' },
    { statusCode: 99 },
    { statusCode: 200, body: 5 },
    { statusCode: 200, headers: { x: 5 } },
    { statusCode: 200, cookies: ['a=1'] },
    { statusCode: 200, isBase64Encoded: true },
  ])('to the unsupported result %j is 500', async (payload) => {
    expect(await answerTo(payload)).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });
  });

  test("to a function's error is 500, and the log has its type", async () => {
    const { send, logged } = await gateway({
      invoke: async () => ({ ok: false, error: { errorType: 'RangeError', errorMessage: 'hunter2' } }),
    });
    expect(await send('GET', '/hooks/a')).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });
    expect(await logged()).toMatchObject([{ status: '500', error: 'RangeError' }]);
  });

  test('is 503 when the integration takes longer than it may', async () => {
    const { send } = await gateway({ timeoutMs: 50, invoke: () => new Promise(() => undefined) });
    expect(await send('GET', '/hooks/a')).toMatchObject({
      status: 503,
      text: '{"message":"Service Unavailable"}',
    });
  });

  test('is 413 above 10 MB, and above the 6 MB that Lambda takes', async () => {
    const { send, event } = await gateway();
    const post = (body: string) => send('POST', '/hooks/a', [...jsonType, ...bytes(body)], body);
    const tooBig = { status: 413, text: '{"message":"Request Entity Too Large"}' };
    expect(await post('x'.repeat(10 * 1024 * 1024 + 1))).toMatchObject(tooBig);
    expect(await post('x'.repeat(7 * 1024 * 1024))).toMatchObject(tooBig);
    const fits = 'x'.repeat(5 * 1024 * 1024);
    expect((await event('POST', '/hooks/a', [...jsonType, ...bytes(fits)], fits)).body).toBe(fits);
  });
});

describe('the throttle', () => {
  test('of a route answers 429 without calling the function, and the log has the path', async () => {
    const called: string[] = [];
    const { send, logged } = await gateway({
      routes: ['ANY /hooks/{source}', 'ANY /resume'],
      throttle: { perSecond: 0, burst: 2 },
      invoke: async (functionId) => {
        called.push(functionId);
        return ok({ statusCode: 200 });
      },
    });
    const statuses: unknown[] = [];
    for (const path of ['/hooks/a', '/hooks/b', '/hooks/a', '/resume'])
      statuses.push((await send('POST', path)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect(called).toEqual(['ANY /hooks/{source}', 'ANY /hooks/{source}', 'ANY /resume']);
    expect(await send('POST', '/hooks/a')).toMatchObject({ text: '{"message":"Too Many Requests"}' });
    expect((await logged())[2]).toMatchObject({ path: '/hooks/a', status: '429', error: '-' });
  });

  test('lets the burst through at once, then the rate', () => {
    const passes = createThrottle({ perSecond: 2, burst: 3 });
    const at = (nowMs: number, requests: number) =>
      Array.from({ length: requests }, () => passes(nowMs)).filter(Boolean).length;
    expect(at(0, 5)).toBe(3);
    expect(at(499, 1)).toBe(0);
    expect(at(500, 5)).toBe(1);
    expect(at(1500, 5)).toBe(2);
    // The bucket holds no more than the burst, however long nobody comes.
    expect(at(60_000, 5)).toBe(3);
  });

  test('is none where the stage sets none', () => {
    const passes = createThrottle(undefined);
    expect(Array.from({ length: 10_000 }, () => passes(0)).every(Boolean)).toBe(true);
  });
});

describe('the access log', () => {
  test("has one line a request in the stage's format, with no query in it", async () => {
    const { send, logged } = await gateway();
    await send('POST', '/hooks/treble?token=hunter2');
    await send('POST', '/no"where?token=hunter2');
    const lines = await logged();
    expect(lines).toMatchObject([
      { path: '/hooks/treble', status: '200', error: '-' },
      { path: '/no"where', status: '404', error: '-' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  test('has the line before the client has the answer', async () => {
    let outgoing: ServerResponse | undefined;
    const answeredBefore: (boolean | undefined)[] = [];
    const handle = createGateway({
      routes: [{ key: 'ANY /hooks/{source}', functionId: 'ingest', timeoutMs: 5000, throttle: undefined }],
      accessLog: { write: () => answeredBefore.push(outgoing?.headersSent) },
      invoke: async () => ok({ statusCode: 200 }),
    });
    const server = await listenOnLoopback(0, (request, response) => {
      outgoing = response;
      return handle(request, response);
    });
    onTestFinished(() => server.close(0));
    for (const path of ['hooks/treble', 'nowhere']) await fetch(`http://127.0.0.1:${server.port}/${path}`);
    expect(answeredBefore).toEqual([false, false]);
  });

  test('refuses a format with an unsupported variable, by name', () => {
    const nowhere = { append: () => undefined };
    expect(() => accessLogIn(nowhere, '$context.status $context.identity.caller')).toThrow(
      '$context.identity.caller',
    );
  });
});
