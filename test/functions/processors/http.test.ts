// The processor http against a server of one's own: what it is sent, checked by the official packages, and what its
// answers mean.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { http } from '../../../functions/processors/http.ts';
import { clock } from '../../../functions/shared/clock.ts';
import { processorSecret } from '../../../functions/shared/keyed.ts';
import { sampleJob } from '../shared/domain/sample-job.ts';

const SECRET = processorSecret('a key for tests', 'treble');
const BODY = '{"id":12345678901234567890,"t":"ñ 😀 \\u2028", "n" : 1.10 }';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let received: Received[];
let answer: { status: number; body?: string; headers?: Record<string, string>; hang?: boolean };
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
const ask = (more: { deadlineAtMs?: number; timeoutMs?: number; secrets?: string[] } = {}) => {
  const { timeoutMs = 2000, secrets = [SECRET], ...wait } = more;
  return http({ url, secrets, timeoutMs, clock }).process({ job, body: BODY, ...wait }, signal);
};

describe('what it is sent', () => {
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

  test('holds the platform’s JSON byte for byte', async () => {
    await ask();
    expect(received[0]?.body.endsWith(`,"data":${BODY}}`)).toBe(true);
  });

  test('carries a deadline for a wait only', async () => {
    await ask();
    expect(JSON.parse(received[0]?.body ?? '{}')).not.toHaveProperty('deadline');
  });

  test('is signed so that the official package verifies it, by any of the secrets in use', async () => {
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

describe('what its answers mean', () => {
  test.each([
    ['{"keys":{"verdict":"ok","n":12345678901234567890,"o":{"a":1},"z":null,"b":true}}'],
    [
      '{"user_session_keys":[{"key":"verdict","value":"ok"},{"key":"n","value":12345678901234567890},{"key":"o","value":{"a":1}},{"key":"z","value":null},{"key":"b","value":true}]}',
    ],
  ])('200 with %s is the result, its values strings', async (body) => {
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

  test.each([
    '{"ok":true}',
    '[]',
    'no JSON',
    '',
    '{"keys":[]}',
    '{"user_session_keys":{}}',
    '{"user_session_keys":[{"value":1}]}',
    'null',
  ])('200 with %j never passes for an approval', async (body) => {
    answer = { status: 200, body };
    expect(await ask()).toEqual({ kind: 'failed', reason: 'processor_bad_answer' });
  });

  test.each([
    [204, { kind: 'done', keys: [] }],
    [202, { kind: 'accepted' }],
    [400, { kind: 'failed', reason: 'processor_rejected' }],
    [404, { kind: 'failed', reason: 'processor_rejected' }],
    [408, { kind: 'retry', reason: 'processor_error' }],
    [429, { kind: 'retry', reason: 'processor_error' }],
    [500, { kind: 'retry', reason: 'processor_error' }],
    [503, { kind: 'retry', reason: 'processor_error' }],
    [302, { kind: 'retry', reason: 'processor_error' }],
  ])('%i', async (status, expected) => {
    answer = { status, headers: { location: 'http://127.0.0.1:1/elsewhere' } };
    expect(await ask()).toEqual(expected);
    expect(received).toHaveLength(1);
  });

  test('an answer that is too long to be one is not taken', async () => {
    answer = { status: 200, body: JSON.stringify({ keys: { long: 'x'.repeat(300_000) } }) };
    expect(await ask()).toEqual({ kind: 'failed', reason: 'processor_bad_answer' });
  });

  test('no answer in time is a time-out, none at all is said so, and both are tried again', async () => {
    answer = { status: 200, hang: true };
    expect(await ask({ timeoutMs: 50 })).toEqual({ kind: 'retry', reason: 'processor_timeout' });
    const nobody = http({ url: 'http://127.0.0.1:1/', secrets: [SECRET], timeoutMs: 500, clock });
    expect(await nobody.process({ job, body: BODY }, signal)).toEqual({
      kind: 'retry',
      reason: 'processor_unreachable',
    });
  });

  test('without an address there is nothing to ask', async () => {
    const lost = http({ secrets: [SECRET], timeoutMs: 500, clock });
    expect(await lost.process({ job, body: BODY }, signal)).toEqual({
      kind: 'failed',
      reason: 'no_processor_url',
    });
  });
});
