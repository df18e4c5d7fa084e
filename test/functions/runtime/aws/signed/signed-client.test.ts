// Signed calls against real servers that answer as AWS does on a bad day.
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { signedDynamoDb } from '../../../../../functions/runtime/aws/signed/dynamodb.ts';
import {
  type CallLimits,
  RefusedError,
  reasonOf,
  signedClient,
} from '../../../../../functions/runtime/aws/signed/signed-client.ts';
import { signedMessageSender } from '../../../../../functions/runtime/aws/signed/sqs.ts';
import { NoAnswerError } from '../../../../../functions/runtime/http/client.ts';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers each request with the next of these, and those that follow with the last. */
async function serverThat(answers: readonly Answer[], host = '127.0.0.1') {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answers[Math.min(received.length, answers.length) - 1]?.(response, request);
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`), received };
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);
const refusal = (status: number, type: string, headers?: Record<string, string>) =>
  answer(status, JSON.stringify({ __type: type, message: 'a secret' }), headers);
const ok = answer(200, '{}');
const hangs: Answer = () => undefined;
const resets: Answer = (_, { socket }) => void socket.resetAndDestroy();

const THREE: CallLimits = { attempts: 3, requestMs: 5_000 };
const region = 'sa-east-1';
const post = { method: 'POST', path: '/', body: '{}' } as const;

const client = (origin: URL, limits = THREE) => signedClient({ service: 'sqs', region, origin, limits });

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'invented');
  // Full jitter: no pause at all.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => {
    random.mockRestore();
    vi.unstubAllEnvs();
  };
});

describe('a call is tried again', () => {
  test.each([
    ['a server error', answer(500, '')],
    ['an answer of a proxy', answer(503, '<html>')],
    ['throttling', refusal(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException')],
    ['throttling of SQS', refusal(403, 'com.amazonaws.sqs#RequestThrottled')],
    ['too many requests', answer(429, '')],
    ['a request that came too slowly', answer(400, '<Error><Code>RequestTimeout</Code></Error>')],
    ['a reset', resets],
  ] as const)('after %s', async (_, bad) => {
    const { origin, received } = await serverThat([bad, bad, ok]);
    expect(await client(origin)(post)).toMatchObject({ status: 200, body: '{}' });
    expect(received).toHaveLength(3);
  });

  test('after an answer that does not come in the time of one try', async () => {
    const { origin, received } = await serverThat([hangs, ok]);
    expect(await client(origin, { attempts: 2, requestMs: 200 })(post)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(2);
  });

  test('within the time of all tries: one that hangs leaves some to the next', async () => {
    const { origin, received } = await serverThat([hangs, ok]);
    expect(await client(origin, { ...THREE, totalMs: 1_000 })(post)).toMatchObject({ status: 200 });
    expect(received).toHaveLength(2);
  });

  test('as often as the limits say; then the last answer counts', async () => {
    const { origin, received } = await serverThat([
      answer(500, 'one'),
      answer(500, 'two'),
      answer(502, 'three'),
    ]);
    expect(await client(origin)(post)).toMatchObject({ status: 502, body: 'three' });
    expect(received).toHaveLength(3);
  });

  test('after a random pause, which is longer when AWS throttles', async () => {
    vi.mocked(Math.random).mockReturnValue(0.999);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    const busy = await serverThat([answer(500, ''), ok]);
    await client(busy.origin)(post);
    const throttling = await serverThat([refusal(400, 'ThrottlingException'), ok]);
    await client(throttling.origin)(post);
    const pauses = timers.mock.calls.map(([, ms]) => ms);
    expect(pauses).toContain(51);
    expect(pauses).toContain(501);
  });
});

describe('a call is not tried again', () => {
  test.each([
    ['a mistake of ours', refusal(400, 'com.amazon.coral.validate#ValidationException')],
    ['a missing permission', refusal(400, 'AccessDeniedException')],
    ['a queue that does not exist', refusal(400, 'com.amazonaws.sqs#QueueDoesNotExist')],
  ] as const)('after %s', async (_, refused) => {
    const { origin, received } = await serverThat([refused]);
    expect(await client(origin)(post)).toMatchObject({ status: 400 });
    expect(received).toHaveLength(1);
  });

  test('where there is only one try', async () => {
    const { origin, received } = await serverThat([answer(500, '')]);
    expect(await client(origin, { ...THREE, attempts: 1 })(post)).toMatchObject({ status: 500 });
    expect(received).toHaveLength(1);
  });

  test.each([
    ['while it waits for an answer', hangs],
    ['in a pause', answer(500, '')],
  ] as const)('when the caller leaves %s', async (_, bad) => {
    vi.mocked(Math.random).mockReturnValue(1);
    const leaving = new AbortController();
    const { origin, received } = await serverThat([
      (response, request) => {
        bad(response, request);
        setTimeout(() => leaving.abort(), 10);
      },
    ]);
    const called = client(origin, { ...THREE, attempts: 9 })({ ...post, signal: leaving.signal });
    await expect(called).rejects.toMatchObject({ code: 'ABORTED' });
    expect(received).toHaveLength(1);
  });
});

test('without a server there is no answer', async () => {
  const called = client(new URL('http://127.0.0.1:1'))(post);
  await expect(called).rejects.toThrow(NoAnswerError);
});

test('a connection that died while it was idle is replaced, and that is no try', async () => {
  const used = new WeakSet<Socket>();
  const { origin, received } = await serverThat([
    (response, { socket }) => {
      if (used.has(socket)) return void socket.resetAndDestroy();
      used.add(socket);
      response.end('{}');
    },
  ]);
  const call = client(origin, { ...THREE, attempts: 1 });
  expect(await call(post)).toMatchObject({ status: 200 });
  expect(await call(post)).toMatchObject({ status: 200 });
  expect(received).toHaveLength(3);
});

test('an IPv6 address is an endpoint, and is signed with its brackets', async () => {
  const { origin, received } = await serverThat([ok], '::1');
  expect(await client(origin)(post)).toMatchObject({ status: 200 });
  expect(received[0]?.headers.host).toBe(origin.host);
  expect(origin.host).toMatch(/^\[::1\]:\d+$/);
});

test('credentials that change in flight are those of the next try', async () => {
  const { origin, received } = await serverThat([
    (response) => {
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDANOTHER');
      vi.stubEnv('AWS_SESSION_TOKEN', 'token');
      response.writeHead(500).end();
    },
    ok,
  ]);
  await client(origin)(post);
  expect(received.map(({ headers }) => headers['x-amz-security-token'])).toEqual([undefined, 'token']);
  const keys = received.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1]);
  expect(keys).toEqual(['AKIDEXAMPLE', 'AKIDANOTHER']);
});

describe('the clock of the machine', () => {
  const HOUR_MS = 3600_000;
  const inAnHour = () => new Date(Date.now() + HOUR_MS).toUTCString();
  const signedAtMs = ({ headers }: Received) =>
    Date.parse(String(headers['x-amz-date']).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));

  test('is corrected by the answer that refuses its time, for later calls too', async () => {
    const late = refusal(403, 'InvalidSignatureException', { date: inAnHour() });
    const { origin, received } = await serverThat([late, ok]);
    const call = client(origin);
    expect(await call(post)).toMatchObject({ status: 200 });
    expect(await call(post)).toMatchObject({ status: 200 });
    expect(received.map((one) => Math.round(Math.abs(signedAtMs(one) - Date.now()) / HOUR_MS))).toEqual([
      0, 1, 1,
    ]);
    // And back.
    const right = await serverThat([
      refusal(403, 'RequestTimeTooSkewed', { date: new Date().toUTCString() }),
      ok,
    ]);
    expect(await client(right.origin)(post)).toMatchObject({ status: 200 });
    expect(signedAtMs(right.received[1] ?? expect.fail()) - Date.now()).toBeLessThan(HOUR_MS / 2);
  });

  test('is left alone where it is right: then the refusal has another reason', async () => {
    const { origin, received } = await serverThat([refusal(403, 'InvalidSignatureException')]);
    expect(await client(origin)(post)).toMatchObject({ status: 403 });
    expect(received).toHaveLength(1);
  });
});

describe('an error', () => {
  test.each([
    ['com.amazonaws.sqs#QueueDoesNotExist', 'QueueDoesNotExist'],
    ['ThrottlingException', 'ThrottlingException'],
  ])('%s has its short name, and nothing of the answer', async (type, name) => {
    const { origin } = await serverThat([refusal(400, type)]);
    const sender = signedMessageSender({ region, origin, limits: { ...THREE, attempts: 1 } });
    const sent = sender.sendMessage({
      QueueUrl: 'https://sqs/queue',
      MessageBody: 'body',
      MessageGroupId: 'group',
      MessageDeduplicationId: 'id',
    });
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ name, code: 'sqs_400', status: 400, message: 'sqs answered with 400.' });
    expect(JSON.stringify(error)).not.toContain('a secret');
  });

  test('of Lambda is named by its header', () => {
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException:http://internal.amazonaws.com/' };
    expect(reasonOf({ status: 404, headers, body: '{}' })).toBe('ResourceNotFoundException');
  });
});

describe('SQS', () => {
  const message = {
    QueueUrl: 'https://sqs.sa-east-1.amazonaws.com/123456789012/events.fifo',
    MessageBody: '{"ñ":"😀"}',
    MessageGroupId: 'group',
    MessageDeduplicationId: 'id',
  };
  const send = (origin: URL) => signedMessageSender({ region, origin, limits: THREE }).sendMessage(message);

  test('gets the message, and says which one it has', async () => {
    const MD5OfMessageBody = hash('md5', message.MessageBody, 'hex');
    const { origin, received } = await serverThat([answer(200, JSON.stringify({ MD5OfMessageBody }))]);
    await send(origin);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(message);
    expect(received[0]?.headers).toMatchObject({
      'x-amz-target': 'AmazonSQS.SendMessage',
      'content-type': 'application/x-amz-json-1.0',
    });
  });

  test.each(['{}', '{"MD5OfMessageBody":"of another"}'])(
    'that has another message is an error: %s',
    async (body) => {
      const { origin } = await serverThat([answer(200, body)]);
      await expect(send(origin)).rejects.toMatchObject({ name: 'DamagedMessageError', code: 'sqs_md5' });
    },
  );
});

describe('DynamoDB', () => {
  const type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  const update = async (body: string) => {
    const { origin, received } = await serverThat([answer(400, body)]);
    const written = await signedDynamoDb({ region, origin, limits: THREE }).updateItem({
      TableName: 'table',
      Key: { ref: { S: 'a' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(received).toHaveLength(1);
    return written;
  };

  test('returns the stored item when the condition is false', async () => {
    const Item = { ref: { S: 'a' }, version: { N: '2' } };
    expect(await update(JSON.stringify({ __type: type, Item }))).toEqual({
      kind: 'condition_failed',
      item: Item,
    });
  });

  test('returns none where none was asked for, or none is there', async () => {
    expect(await update(JSON.stringify({ __type: type }))).toEqual({ kind: 'condition_failed' });
  });
});
