// Calls over HTTP end in time, whatever answers: nothing that waits for one may wait for ever.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { NoAnswerError, post } from '../../../functions/shared/http-client.ts';

/** What it writes is all that a caller ever gets. */
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
  ['silence', '', stay],
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
