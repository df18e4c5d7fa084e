// The session update with a real server: what is sent, and which part of the answer is read.
import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { Answer } from '../../../functions/core/wait/answer.ts';
import { decision } from '../../../functions/core/wait/decision.ts';
import { paces } from '../../../functions/core/wait/pace.ts';
import { trebleOutbound } from '../../../functions/platforms/treble/outbound.ts';
import { clock } from '../../../functions/runtime/clock.ts';
import { listening, recordingServer } from '../../contracts/recording-server.ts';

const outboundAt = (baseUrl: string, apiKey?: string) =>
  trebleOutbound({
    ref: 'ref',
    address: 'session',
    baseUrl,
    destination: 'treble',
    apiKey,
    settleMs: 30_000,
    clock,
    paces: paces(clock),
  });

const callOf = (baseUrl: string, answer: Answer = { keys: [] }, apiKey?: string) => {
  const [call, ...others] = outboundAt(baseUrl, apiKey).plan(decision('somebody', 'done', answer)).calls;
  if (!call || others.length > 0) throw new Error('A session update is one call.');
  return call;
};

const updateAt = async (listener: RequestListener) => callOf(await listening(listener)).make();

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

test('the key goes as it is, and only where there is one', async () => {
  const server = await recordingServer();
  await callOf(server.url).make();
  await callOf(server.url, { keys: [] }, 'ak_1').make();
  expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual([undefined, 'ak_1']);
});

test('a reply and a hand-over become variables, because a flow reads nothing else', async () => {
  const server = await recordingServer();
  const media = { url: 'https://example.com/a.pdf' };
  const reply = [{ text: 'Hola' }, { media, caption: 'La factura' }];
  await callOf(server.url, { keys: [{ key: 'a', value: '1' }], reply, handoff: {} }).make();
  await callOf(server.url, { keys: [], handoff: { to: 'ventas' } }).make();
  const status = { key: 'acuse_status', value: 'done' };
  expect(server.arrived.map(({ text }) => JSON.parse(text).user_session_keys)).toEqual([
    [
      { key: 'a', value: '1' },
      status,
      { key: 'acuse_reply', value: 'Hola\n\nLa factura\n\nhttps://example.com/a.pdf' },
      { key: 'acuse_handoff', value: 'true' },
    ],
    [status, { key: 'acuse_handoff', value: 'ventas' }],
  ]);
});
