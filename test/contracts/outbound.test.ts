// Treble's adapter, on a real server, and its fake keep one contract.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { SessionKey } from '../../functions/core/wait/answer.ts';
import { trebleOutbound } from '../../functions/platforms/treble/outbound.ts';
import { clock } from '../../functions/runtime/clock.ts';
import { fakeOutbound, SETTLE_MS } from './outbound.fake.ts';
import { outboundContract } from './outbound.ts';
import { virtualClock } from './virtual-clock.ts';

outboundContract('the fake of Treble', async () => {
  const virtual = virtualClock();
  const outbound = fakeOutbound(virtual);
  return {
    outbound,
    settleMs: SETTLE_MS,
    answer: outbound.answer,
    update: (sessionId, keys) => virtual.finish(outbound.update(sessionId, keys)),
    calls: () => outbound.calls,
  };
});

outboundContract('Treble’s session update over HTTP', async () => {
  const calls: { sessionId: string; keys: readonly SessionKey[] }[] = [];
  let next: number | 'no_answer' = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [, id = ''] = /^\/session\/([^/]+)\/update$/.exec(request.url ?? '') ?? [];
      const body = JSON.parse(Buffer.concat(chunks).toString());
      calls.push({ sessionId: decodeURIComponent(id), keys: body.user_session_keys });
      if (next === 'no_answer') request.socket.destroy();
      else response.writeHead(next).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outbound = trebleOutbound({ baseUrl, settleMs: SETTLE_MS, clock });
  return {
    outbound,
    settleMs: SETTLE_MS,
    answer(answer) {
      next = answer;
    },
    update: outbound.update,
    calls: () => calls,
  };
});
