// HTTP calls end in time, with any answer.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NoAnswerError, post } from '../../../../functions/runtime/http/client.ts';

/** A server that sends only these bytes. */
async function serverThatWrites(text: string, then: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(text);
      then(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const stay = () => undefined;
const end = (socket: Socket) => void socket.end();
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';

test.each([
  ['no bytes', '', stay],
  ['a connection that closes', '', end],
  ['something that is not HTTP', 'SSH-2.0-x\r\n', end],
  ['another protocol', switching, stay],
  ['another protocol, and a connection that closes', switching, end],
  ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le', stay],
  ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', stay],
  ['half a body and a connection that closes', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', end],
] as const)('%s is no answer, and said to be none in time', async (_name, text, then) => {
  const origin = await serverThatWrites(text, then);
  const called = post({ origin, path: '/', body: '{}', timeoutMs: 300, maxAnswerBytes: 100 });
  await expect(called).rejects.toThrow(NoAnswerError);
});

/** Writes until the connection closes. */
const on = (socket: Socket) => {
  const more = () => {
    while (!socket.destroyed && socket.write('x'.repeat(16 * 1024)));
  };
  socket.on('drain', more);
  more();
};
const endless = 'HTTP/1.1 200 OK\r\nretry-after: 7\r\n\r\n';

test.each([0, 100, 300_000])(
  'an endless answer has a status and no body, and its connection is closed: limit %i bytes',
  async (maxAnswerBytes) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const origin = await serverThatWrites(endless, (socket) => {
      socket.once('close', () => resolve());
      on(socket);
    });
    const answer = await post({ origin, path: '/', body: '{}', timeoutMs: 5000, maxAnswerBytes });
    expect(answer).toMatchObject({ status: 200, headers: { 'retry-after': '7' }, body: undefined });
    await closed;
  },
);

test('an answer that is a little too long keeps the connection', async () => {
  let connections = 0;
  const long = `HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${'x'.repeat(1000)}`;
  const origin = await serverThatWrites(long, (socket) => {
    connections += 1;
    socket.on('data', () => socket.write(long));
  });
  for (const _ of [1, 2]) {
    const answer = await post({ origin, path: '/', body: '{}', timeoutMs: 5000, maxAnswerBytes: 100 });
    expect(answer).toMatchObject({ status: 200, body: undefined });
  }
  expect(connections).toBe(1);
});

test('an answer that is not UTF-8 has no body', async () => {
  const origin = await serverThatWrites('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n', (socket) => {
    socket.end(Buffer.from([0xff]));
  });
  const answer = await post({ origin, path: '/', body: '{}', timeoutMs: 5000, maxAnswerBytes: 100 });
  expect(answer).toMatchObject({ status: 200, body: undefined });
});

describe('a connection that is used again', () => {
  /** Answers the first request of each connection; `then` gets the socket at the second. */
  async function serverForOne(then: (socket: Socket) => void) {
    let requests = 0;
    const origin = await serverThatWrites('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', (socket) => {
      requests += 1;
      socket.once('data', () => {
        requests += 1;
        then(socket);
      });
    });
    const ask = () => post({ origin, path: '/', body: '{}', timeoutMs: 2000, maxAnswerBytes: 100 });
    return { ask, requests: () => requests };
  }

  test.each([
    ['is reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['closes', (socket: Socket) => void socket.end()],
  ])('and %s without a byte is replaced, once', async (_name, then) => {
    const { ask, requests } = await serverForOne(then);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
    expect(requests()).toBe(3);
  });

  test('and closes after a part of the answer is not replaced', async () => {
    const { ask, requests } = await serverForOne((socket) => void socket.end('HTTP/1.1 200 OK\r\nconte'));
    await ask();
    await expect(ask()).rejects.toThrow(NoAnswerError);
    expect(requests()).toBe(2);
  });

  test('and does not answer in time is not replaced', async () => {
    const { ask, requests } = await serverForOne(stay);
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(requests()).toBe(2);
  });
});
