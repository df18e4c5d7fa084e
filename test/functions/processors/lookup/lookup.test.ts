// The processor lookup from an event to variables and a reply, with a real server that is asked.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/delivery/job.ts';
import { callLookup } from '../../../../functions/processors/lookup/call.ts';
import { parseLookup } from '../../../../functions/processors/lookup/configuration.ts';
import { lookup } from '../../../../functions/processors/lookup/definition.ts';
import { requestOf } from '../../../../functions/processors/lookup/request.ts';
import { LOOKUP_REASONS } from '../../../../functions/processors/lookup/result.ts';
import type { ProcessorAnswer } from '../../../../functions/processors/processor.ts';
import { sampleJob } from '../../../builders.ts';
import { processorContext } from '../processor-context.ts';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let received: Received[];
let respond: (request: Received, response: ServerResponse) => void;
const server = createServer(async (message, response) => {
  const { method, url, headers } = message;
  const request = { method, url, headers, body: await text(message) };
  received.push(request);
  respond(request, response);
});
let host: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  received = [];
  respond = json(200, '{}');
});

const json =
  (status: number, body: string, headers = {}) =>
  (_request: Received, response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

const session = (keys: Record<string, string>, more: object = {}) => ({
  user_session_keys: Object.entries(keys).map(([key, value]) => ({ key, value })),
  ...more,
});

interface Asked {
  readonly body?: object;
  readonly job?: Partial<Job>;
  readonly keys?: Record<string, string>;
  readonly timeoutMs?: number;
}

async function ask(config: object | undefined, asked: Asked = {}): Promise<ProcessorAnswer> {
  const { body = session({ documento: '1020' }), job = {}, keys = {}, timeoutMs = 2000 } = asked;
  const stored = config && { lookup: JSON.stringify({ privateNetwork: true, ...config }) };
  const apiKeys = { of: async (name: string) => keys[name] };
  const context = processorContext({ source: { id: 'treble', ...stored }, apiKeys, timeoutMs });
  const made = await lookup.make({}, context);
  expect(made.name).toBe('lookup');
  return made.process({ job: sampleJob(job), body: JSON.stringify(body) }, new AbortController().signal);
}

async function variables(config: object, asked: Asked = {}): Promise<Record<string, string>> {
  const answer = await ask(config, asked);
  if (answer.kind !== 'done') throw new Error(`${answer.kind}: ${'reason' in answer ? answer.reason : ''}`);
  return Object.fromEntries(answer.keys.map(({ key, value }) => [key, value]));
}

const CLIENT = () => ({ url: `http://${host}/clients/{documento}`, variables: { saldo: '/balance' } });

test('a lookup asks with the values of the conversation and sets variables', async () => {
  respond = json(200, '{"balance":12345678901234567890,"name":null,"tags":["a",1.10],"ok":true}');
  const config = {
    ...CLIENT(),
    headers: { 'X-Channel': 'w {event.type}', authorization: { secret: true } },
    variables: {
      saldo: '/balance',
      nombre: '/name',
      tags: '/tags',
      ok: '/ok',
      nada: '/x/y',
      moneda: { constant: 'COP' },
    },
  };
  const keys = { 'treble/lookup/authorization': 'Bearer of-the-crm' };
  expect(await variables(config, { keys })).toEqual({
    saldo: '12345678901234567890',
    nombre: '',
    tags: '["a",1.10]',
    ok: 'true',
    nada: '',
    moneda: 'COP',
    lookup_found: 'true',
    lookup_reason: 'found',
  });
  expect(received).toMatchObject([
    {
      method: 'GET',
      url: '/clients/1020',
      headers: {
        authorization: 'Bearer of-the-crm',
        'x-channel': 'w treble.response',
        'accept-encoding': 'identity',
        connection: 'close',
      },
      body: '',
    },
  ]);
});

test('a body is JSON of the same form, its values are texts, and its content-type can be another', async () => {
  const body = { n: 1.5, filters: [{ value: '{event.phone}', quote: '{event.text}' }] };
  const headers = { 'content-type': 'application/vnd.api+json' };
  const event = session({}, { country_code: '+57', cellphone: '3001234567', actual_response: '"},{"' });
  await variables({ method: 'POST', url: `http://${host}/search`, body, headers }, { body: event });
  expect(received[0]?.headers['content-type']).toBe('application/vnd.api+json');
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    n: 1.5,
    filters: [{ value: '573001234567', quote: '"},{"' }],
  });
});

describe('not found', () => {
  const nothing = { saldo: '', lookup_found: 'false', lookup_reason: 'not_found' };

  test('by status: every variable is empty, so nothing is left from before', async () => {
    respond = json(404, '{"balance":"of the error"}');
    const config = { ...CLIENT(), variables: { saldo: '/balance', moneda: { constant: 'COP' } } };
    expect(await variables(config)).toEqual({ ...nothing, moneda: '' });
    respond = json(422, '');
    expect(await variables({ ...CLIENT(), notFoundStatuses: [422] })).toEqual(nothing);
  });

  test.each([
    '{}',
    '{"results":[]}',
    '{"results":null}',
    '{"results":[null]}',
    '{"results":[{}]}',
    '[]',
    'null',
    '""',
  ])('by %s: nothing is at foundAt', async (body) => {
    respond = json(200, body);
    expect(await variables({ ...CLIENT(), foundAt: '/results/0' })).toEqual(nothing);
  });

  test.each(['{"results":[0]}', '{"results":["x"]}', '{"results":[{"id":1}]}', '{"results":[true]}'])(
    'not by %s',
    async (body) => {
      respond = json(200, body);
      expect(await variables({ ...CLIENT(), foundAt: '/results/0' })).toMatchObject({ lookup_found: 'true' });
    },
  );

  test('by an empty answer, unless nothing is taken from it', async () => {
    respond = json(204, '');
    expect(await variables(CLIENT())).toEqual(nothing);
    const written = { method: 'PUT', url: `http://${host}/notes`, body: { a: 1 } };
    expect(await variables(written)).toEqual({ lookup_found: 'true', lookup_reason: 'found' });
  });

  test('the variable can have another name', async () => {
    respond = json(404, '');
    expect(await variables({ ...CLIENT(), foundVariable: 'cliente' })).toMatchObject({ cliente: 'false' });
  });
});

describe('without a usable value no request is made', () => {
  test.each([
    ['missing_value', session({})],
    ['missing_value', session({ documento: '   ' })],
    ['missing_value', {}],
    ['unusable_value', session({ documento: '../admin' })],
    ['unusable_value', session({ documento: 'x'.repeat(3000) })],
  ])('%s', async (reason, body) => {
    const config = { ...CLIENT(), notFoundReply: 'No encontramos {documento}.' };
    const answer = await ask(config, { body });
    expect(answer).toMatchObject({
      kind: 'done',
      reply: [{ text: expect.stringContaining('No encontramos') }],
    });
    expect(answer).toMatchObject({
      keys: [
        { key: 'saldo', value: '' },
        { key: 'lookup_found', value: 'false' },
        { key: 'lookup_reason', value: reason },
      ],
    });
    expect(received).toEqual([]);
  });
});

describe('the reply', () => {
  test('has mapped variables, then those of the conversation', async () => {
    respond = json(200, '{"balance":"10.500"}');
    const config = { ...CLIENT(), reply: 'Hola {nombre}, {{debe}} {saldo} ({documento}){falta}' };
    const body = session({ documento: '1020', nombre: 'Ana', saldo: 'old' });
    expect(await ask(config, { body })).toMatchObject({
      reply: [{ text: 'Hola Ana, {debe} 10.500 (1020)' }],
    });
  });

  test('is not sent if it is empty, or not for this result', async () => {
    const config = { ...CLIENT(), reply: '{saldo}' };
    expect(await ask(config)).not.toHaveProperty('reply');
    respond = json(404, '');
    expect(await ask({ ...CLIENT(), reply: 'sí' })).not.toHaveProperty('reply');
  });
});

describe('the meaning of other answers', () => {
  test.each<[number, object, ProcessorAnswer]>([
    [500, {}, { kind: 'retry', reason: 'processor_error' }],
    [503, {}, { kind: 'retry', reason: 'processor_error' }],
    [408, {}, { kind: 'retry', reason: 'processor_error' }],
    [
      429,
      { 'retry-after': '7' },
      { kind: 'retry', reason: 'processor_error', throttled: true, retryAfterMs: 7000 },
    ],
    [400, {}, { kind: 'failed', reason: 'processor_rejected' }],
    [401, {}, { kind: 'failed', reason: 'processor_rejected' }],
    [302, { location: '/elsewhere' }, { kind: 'failed', reason: 'processor_redirected' }],
  ])('%i', async (status, headers, expected) => {
    respond = json(status, '{"balance":1}', headers);
    expect(await ask(CLIENT())).toEqual(expected);
    expect(received).toHaveLength(1);
  });

  test.each([
    ['HTML', 'it is not JSON', '<html>'],
    ['two values', 'it is not JSON', '{}{}'],
    ['bytes', 'it is longer than 256 KiB, or not in UTF-8', '"\xff'],
    ['too much', 'it is longer than 256 KiB, or not in UTF-8', `"${'x'.repeat(256 * 1024)}"`],
  ])('%s', async (_case, problem, body) => {
    respond = (_request, response) => void response.end(Buffer.from(body, 'latin1'));
    expect(await ask(CLIENT())).toEqual({ kind: 'failed', reason: 'processor_bad_answer', problem });
  });

  test('more than a conversation can hold', async () => {
    respond = json(200, JSON.stringify({ balance: 'x'.repeat(200_000) }));
    const config = { ...CLIENT(), variables: { a: '/balance', b: '/balance' } };
    expect(await ask(config)).toMatchObject({ kind: 'failed', reason: 'processor_bad_answer' });
  });

  test('no answer in time, or at all', async () => {
    respond = () => undefined;
    expect(await ask(CLIENT(), { timeoutMs: 100 })).toEqual({ kind: 'retry', reason: 'processor_timeout' });
    respond = (_request, response) => void response.destroy();
    expect(await ask(CLIENT())).toEqual({ kind: 'retry', reason: 'processor_unreachable' });
  });
});

describe('a redirect', () => {
  test('is followed to the named host alone: by GET, without headers and body', async () => {
    respond = (request, response) =>
      request.url === '/exec'
        ? void response.writeHead(302, { location: `http://${host}/echo?key=1` }).end()
        : json(200, '{"balance":7}')(request, response);
    const config = {
      ...CLIENT(),
      method: 'POST',
      url: `http://${host}/exec`,
      headers: { authorization: { secret: true }, 'x-a': 'b' },
      body: { documento: '{documento}' },
      followRedirectTo: host,
    };
    const keys = { 'treble/lookup/authorization': 'Bearer x' };
    expect(await variables(config, { keys })).toMatchObject({ saldo: '7' });
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/exec', '{"documento":"1020"}'],
      ['GET', '/echo?key=1', ''],
    ]);
    expect(received[1]?.headers).not.toHaveProperty('authorization');
    expect(received[1]?.headers).not.toHaveProperty('x-a');
    expect(received[1]?.headers).not.toHaveProperty('content-type');
  });

  test.each([
    ['another host', 302, 'https://evil.example/'],
    ['another port', 302, 'http://127.0.0.1:1/'],
    ['the name as a part', 302, 'https://script.example.evil.example/'],
    ['the name as a user', 302, 'https://script.example@evil.example/'],
    ['no URL', 302, 'http://['],
    ['a repetition of the body', 307, 'https://script.example/'],
  ])('to %s is not', async (_case, status, location) => {
    respond = json(status, '', { location });
    const config = { ...CLIENT(), followRedirectTo: 'script.example' };
    expect(await ask(config)).toEqual({ kind: 'failed', reason: 'processor_redirected' });
    expect(received).toHaveLength(1);
  });

  test('is followed once', async () => {
    respond = json(302, '', { location: '/again' });
    expect(await ask({ ...CLIENT(), followRedirectTo: host })).toMatchObject({
      reason: 'processor_redirected',
    });
    expect(received).toHaveLength(2);
  });
});

describe('addresses', () => {
  test('of this machine or a private network are called only if the lookup says so', async () => {
    expect(await ask({ ...CLIENT(), privateNetwork: false })).toEqual({
      kind: 'failed',
      reason: 'lookup_forbidden_address',
    });
    expect(received).toEqual([]);
  });

  test.each(['10.0.0.1', '169.254.169.254', '::1'])(
    'a name that leads to %s is not called',
    async (address) => {
      const config = parseLookup('{"url":"https://crm.example/a"}');
      const end = await callLookup(
        config,
        requestOf(config, () => undefined),
        {},
        {
          timeoutMs: 1000,
          nowMs: Date.now,
          resolve: async () => [{ address, family: address.includes(':') ? 6 : 4 }],
        },
      );
      expect(end).toEqual({
        kind: 'no_result',
        answer: { kind: 'failed', reason: 'lookup_forbidden_address' },
      });
    },
  );
});

describe('what is missing', () => {
  test('a lookup', async () => {
    expect(await ask(undefined)).toEqual({ kind: 'failed', reason: 'no_lookup' });
  });

  test('a lookup of this version', async () => {
    expect(await ask({ url: 'https://crm.example', ofAnotherVersion: 1 })).toEqual({
      kind: 'failed',
      reason: 'bad_lookup',
    });
  });

  test('a key', async () => {
    const config = { ...CLIENT(), headers: { 'X-Key': { secret: true } } };
    expect(await ask(config)).toMatchObject({ kind: 'retry', reason: 'no_lookup_key', throttled: true });
    expect(received).toEqual([]);
  });
});

test('its destination is the host alone', async () => {
  const source = { id: 'treble', lookup: '{"url":"https://crm.example:8443/secret/{documento}?key=secret"}' };
  const made = await lookup.make({}, processorContext({ source }));
  expect(made.destination).toBe('lookup:crm.example:8443');
});

test('the page explains each reason to builders of flows, with texts in the languages of customers', () => {
  const page = readFileSync(new URL('../../../../docs/processors/lookup.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /^\| `[a-z_]+` +\|/.test(line) && line.split('|').length === 7);
  const reasons = rows.map((line) => /`([a-z_]+)`/.exec(line)?.[1]);
  // The first is the column heading.
  expect(reasons.slice(1).toSorted()).toEqual([...LOOKUP_REASONS].toSorted());
});
