// The session update with a real server: which part of the answer is read.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { trebleOutbound } from '../../../functions/platforms/treble/outbound.ts';
import { clock } from '../../../functions/runtime/clock.ts';

async function updateAt(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  return trebleOutbound({ baseUrl, settleMs: 30_000, clock }).update('session', []);
}

test('a 2xx status is a success with any body, even an endless one, so the conversation does not continue twice', async () => {
  const answer = await updateAt((_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
    };
    response.on('drain', more);
    more();
  });
  expect(answer).toMatchObject({ kind: 'answer', status: 200 });
});
