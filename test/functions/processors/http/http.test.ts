// The processor http with a real server: the request, checked with the official packages, and the meaning of answers.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HttpSettings, httpProcessor } from '../../../../functions/processors/http/http.ts';
import { processorSecret } from '../../../../functions/processors/signing-secret.ts';
import { sampleJob } from '../../../builders.ts';
import { processorContext } from '../processor-context.ts';

const SECRET = processorSecret('a key for tests', 'treble');
const BODY = '{"id":12345678901234567890,"t":"ñ 😀 \\u2028", "n" : 1.10 }';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let received: Received[];
let answer: { status: number; body?: string | Buffer; headers?: Record<string, string>; hang?: boolean };
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (answer.hang) return;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/work?a=b`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  received = [];
  answer = { status: 204 };
});

const job = sampleJob({ receivedAtMs: 1_893_456_000_123 });
const signal = new AbortController().signal;
const ask = (
  more: { deadlineAtMs?: number; resumeUrl?: string; timeoutMs?: number; secrets?: string[] } = {},
) => {
  const { timeoutMs = 2000, secrets = [SECRET], ...wait } = more;
  return made({ url, secrets, timeoutMs }).process({ job, body: BODY, ...wait }, signal);
};
const made = (settings: Partial<HttpSettings>) =>
  httpProcessor({ ...processorContext({ secrets: [SECRET] }), url: '', ...settings });

describe('the request', () => {
  test('is a CloudEvent that the official SDK reads and validates', async () => {
    await ask({ deadlineAtMs: 1_893_456_300_000 });
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
    const event = HTTP.toEvent({ headers: { ...headers }, body });
    if (!(event instanceof CloudEvent)) throw new Error('several events');
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: 'event-1',
      source: 'acuse/treble',
      type: 'treble.response',
      subject: 'conversation-1',
      time: '2030-01-01T00:00:00.123Z',
      direction: 'inbound',
      author: 'customer',
      deadline: '2030-01-01T00:05:00.000Z',
    });
  });

  test('contains the JSON of the platform byte for byte', async () => {
    await ask();
    expect(received[0]?.body.endsWith(`,"data":${BODY}}`)).toBe(true);
  });

  test('has a deadline and a resume URL only for a wait', async () => {
    const resumeUrl = 'https://acuse.example/resume?token=invented';
    await ask({ resumeUrl });
    expect(JSON.parse(received[0]?.body ?? '{}')).not.toHaveProperty('deadline');
    expect(JSON.parse(received[0]?.body ?? '{}')).not.toHaveProperty('resumeurl');
    await ask({ resumeUrl, deadlineAtMs: 1_893_456_300_000 });
    expect(JSON.parse(received[1]?.body ?? '{}')).toMatchObject({ resumeurl: resumeUrl });
  });

  test('has a signature that the official package verifies, with each active secret', async () => {
    const older = processorSecret('an older key', 'treble');
    await ask({ secrets: [SECRET, older] });
    const { headers, body } = received[0] ?? { headers: {}, body: '' };
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    for (const secret of [SECRET, older])
      expect(() => new Webhook(secret).verify(body, signed)).not.toThrow();
    expect(() => new Webhook(processorSecret('stolen', 'treble')).verify(body, signed)).toThrow();
    expect(() => new Webhook(SECRET).verify(`${body} `, signed)).toThrow();
  });
});

describe('the meaning of answers', () => {
  test.each([
    ['{"keys":{"verdict":"ok","n":12345678901234567890,"o":{"a":1},"z":null,"b":true}}'],
    [
      '{"user_session_keys":[{"key":"verdict","value":"ok"},{"key":"n","value":12345678901234567890},{"key":"o","value":{"a":1}},{"key":"z","value":null},{"key":"b","value":true}]}',
    ],
  ])('200 with %s is a result with string values', async (body) => {
    answer = { status: 200, body };
    expect(await ask()).toEqual({
      kind: 'done',
      keys: [
        { key: 'verdict', value: 'ok' },
        { key: 'n', value: '12345678901234567890' },
        { key: 'o', value: '{"a":1}' },
        { key: 'z', value: '' },
        { key: 'b', value: 'true' },
      ],
    });
  });

  test('numbers keep their digits, alone and in objects', async () => {
    const values = {
      f: '1.0',
      e: '1e3',
      minus: '-0',
      long: '12345678901234567890',
      o: '{"price":1.50,"id":12345678901234567890,"n":7,"word":"1.0"}',
      list: '[1.25,[2E-2],"3"]',
      rawJSON: '{"rawJSON":"1"}',
    };
    const written = Object.entries(values).map(([key, value]) => `"${key}":${value}`);
    answer = { status: 200, body: `{"keys":{${written.join(',')}}}` };
    const keys = Object.entries(values).map(([key, value]) => ({ key, value }));
    expect(await ask()).toEqual({ kind: 'done', keys });
  });

  test.each([
    '{"ok":true}',
    '[]',
    'no JSON',
    '',
    '{"keys":[]}',
    '{"keys":5}',
    '5',
    '{"user_session_keys":[5]}',
    '{"keys":{"":"nameless"}}',
    '{"user_session_keys":[{"key":"","value":"nameless"}]}',
    '{"user_session_keys":{}}',
    '{"user_session_keys":[{"value":1}]}',
    'null',
  ])('200 with %j is never an approval', async (body) => {
    answer = { status: 200, body };
    expect(await ask()).toEqual({
      kind: 'failed',
      reason: 'processor_bad_answer',
      problem: expect.any(String),
    });
  });

  test.each([
    [204, { kind: 'done', keys: [] }],
    [202, { kind: 'accepted' }],
    [400, { kind: 'failed', reason: 'processor_rejected' }],
    [404, { kind: 'failed', reason: 'processor_rejected' }],
    [408, { kind: 'retry', reason: 'processor_error' }],
    [429, { kind: 'retry', reason: 'processor_error', throttled: true }],
    [500, { kind: 'retry', reason: 'processor_error' }],
    [503, { kind: 'retry', reason: 'processor_error' }],
    [201, { kind: 'retry', reason: 'processor_error' }],
    [302, { kind: 'failed', reason: 'processor_redirected' }],
    [307, { kind: 'failed', reason: 'processor_redirected' }],
  ])('%i', async (status, expected) => {
    answer = { status, headers: { location: 'http://127.0.0.1:1/elsewhere' } };
    expect(await ask()).toEqual(expected);
    expect(received).toHaveLength(1);
  });

  test('429 says when to come back', async () => {
    answer = { status: 429, headers: { 'retry-after': '7' } };
    expect(await ask()).toEqual({
      kind: 'retry',
      reason: 'processor_error',
      throttled: true,
      retryAfterMs: 7000,
    });
  });

  test('a too long answer is refused', async () => {
    answer = { status: 200, body: JSON.stringify({ keys: { long: 'x'.repeat(300_000) } }) };
    expect(await ask()).toEqual({
      kind: 'failed',
      reason: 'processor_bad_answer',
      problem: expect.any(String),
    });
  });

  test('an endless answer is refused when it is too long, before the timeout', async () => {
    let closed = false;
    server.once('request', (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!closed && response.write(Buffer.alloc(64 * 1024, ' ')));
      };
      response.on('drain', more);
      response.on('close', () => {
        closed = true;
      });
      more();
    });
    answer = { status: 200, hang: true };
    expect(await ask({ timeoutMs: 5000 })).toEqual({
      kind: 'failed',
      reason: 'processor_bad_answer',
      problem: expect.any(String),
    });
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test('an answer that is not UTF-8 is refused', async () => {
    answer = { status: 200, body: Buffer.from('{"keys":{"name":"Núñez"}}', 'latin1') };
    expect(await ask()).toEqual({
      kind: 'failed',
      reason: 'processor_bad_answer',
      problem: expect.any(String),
    });
  });

  test('variables that are too large for a session are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, 1]));
    answer = { status: 200, body: JSON.stringify({ keys: many }) };
    expect(answer.body?.length).toBeLessThan(256 * 1024);
    expect(await ask()).toEqual({
      kind: 'failed',
      reason: 'processor_bad_answer',
      problem: expect.any(String),
    });
  });

  test('a timeout and no answer have different reasons, and both are tried again', async () => {
    answer = { status: 200, hang: true };
    expect(await ask({ timeoutMs: 50 })).toEqual({ kind: 'retry', reason: 'processor_timeout' });
    const unreachable = made({ url: 'http://127.0.0.1:1/', timeoutMs: 500 });
    expect(await unreachable.process({ job, body: BODY }, signal)).toEqual({
      kind: 'retry',
      reason: 'processor_unreachable',
    });
  });

  test('a byte order mark before the answer is accepted', async () => {
    answer = { status: 200, body: '\uFEFF{"keys":{"verdict":"ok"}}' };
    expect(await ask()).toMatchObject({ kind: 'done' });
  });

  test('an aborted attempt aborts the call', async () => {
    answer = { status: 200, hang: true };
    const attempt = new AbortController();
    const closed = new Promise((resolve) => {
      server.once('request', (request: IncomingMessage) => request.socket.once('close', resolve));
    });
    server.once('request', () => attempt.abort());
    const answered = made({ url }).process({ job, body: BODY }, attempt.signal);
    expect(await answered).toEqual({ kind: 'retry', reason: 'processor_timeout' });
    await closed;
    expect(await made({ url }).process({ job, body: BODY }, attempt.signal)).toMatchObject({ kind: 'retry' });
    expect(received).toHaveLength(1);
  });

  test('without an address there is no call', async () => {
    const lost = made({});
    expect(await lost.process({ job, body: BODY }, signal)).toEqual({
      kind: 'failed',
      reason: 'no_processor_url',
    });
    expect(lost.destination).toBeUndefined();
  });

  test.each([
    'http://processor.example/',
    'http://127.0.0.1.example/',
    'http://192.168.0.1/',
    'https://user:word@processor.example/',
    'ftp://127.0.0.1/',
    'file:///etc/hosts',
    'nonsense',
  ])('%s is never called', async (address) => {
    const unsafe = made({ url: address });
    expect(await unsafe.process({ job, body: BODY }, signal)).toEqual({
      kind: 'failed',
      reason: 'bad_processor_url',
    });
    expect(unsafe.destination).toBeUndefined();
  });
});

describe('its destination', () => {
  test('is the host, with a port that is not the default', () => {
    expect(made({ url: 'https://processor.example' }).destination).toBe('http:processor.example');
    expect(made({ url: 'http://127.0.0.1:3000/' }).destination).toBe('http:127.0.0.1:3000');
  });

  test('is different for two services on one host, without the path', () => {
    const one = made({ url: 'https://processor.example/secret-path?key=1' }).destination;
    const other = made({ url: 'https://processor.example/secret-path?key=2' }).destination;
    expect(one).toMatch(/^http:processor\.example~[0-9a-f]{6}$/);
    expect(other).not.toBe(one);
  });
});
