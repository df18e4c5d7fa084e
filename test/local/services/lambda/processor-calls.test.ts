// What a function sends to processors is seen, and nothing else, and the function does not notice.
import { expect, test } from 'vitest';
import { type ProcessorCall, processorCalls } from '../../../../local/services/lambda/processor-calls.ts';
import { serve } from '../../../cli/run.ts';
import { functionPlan, hostFor } from './test-functions.ts';

const CALLER = `
const http = require('node:http');
exports.handler = ({ url, headers, body, discard }) => new Promise((settle) => {
  const call = http.request(url, { method: 'POST', headers }, (response) => {
    const chunks = [];
    if (discard) response.resume(); else response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => settle({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
  });
  call.on('error', (error) => settle({ error: error.code }));
  call.end(body);
});`;

const SIGNED = { 'webhook-id': 'event-1', 'webhook-signature': 'v1,c2ln' };
const event = (source: string) => `{"specversion":"1.0","id":"event-1","source":"acuse/${source}","data":{}}`;

async function settled(calls: readonly ProcessorCall[], count: number): Promise<void> {
  await expect.poll(() => calls.length, { timeout: 60_000 }).toBe(count);
}

test('a signed request is seen with both bodies, and the function gets its answer', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(202, { 'x-from': 'processor' });
    response.write('á');
    response.end('b');
  });
  const host = hostFor(functionPlan(CALLER));
  const result = await host.invoke({ url: `${url}/work?x=1`, headers: SIGNED, body: event('treble') });
  expect(result).toEqual({ ok: true, payload: { status: 202, body: 'áb' } });
  await settled(host.calls, 1);
  expect(host.calls[0]).toMatchObject({
    url: `${url}/work?x=1`,
    headers: SIGNED,
    body: { text: event('treble') },
    answer: { status: 202, headers: { 'x-from': 'processor' }, body: { bytes: 3, text: 'áb' } },
  });
});

test('an answer that the function does not read, and a call without an answer', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/reset') response.destroy();
    else response.end('unread');
  });
  const host = hostFor(functionPlan(CALLER));
  await host.invoke({ url, headers: SIGNED, body: '{}', discard: true });
  const result = await host.invoke({ url: `${url}/reset`, headers: SIGNED, body: '{}' });
  expect(result).toEqual({ ok: true, payload: { error: 'ECONNRESET' } });
  await settled(host.calls, 2);
  expect(host.calls[0]?.answer?.body.text).toBe('unread');
  expect(host.calls[1]).toMatchObject({ problem: 'ECONNRESET' });
  expect(host.calls[1]).not.toHaveProperty('answer');
});

test('an invocation of a Lambda function is seen; a call to a platform is not', async () => {
  const url = await serve((_request, response) => response.end('{}'));
  const host = hostFor(functionPlan(CALLER));
  await host.invoke({ url: `${url}/session/1/update`, headers: { authorization: 'key' }, body: '{}' });
  await host.invoke({ url: `${url}/2015-03-31/functions/verdict/invocations`, body: event('treble') });
  await settled(host.calls, 1);
  expect(host.calls[0]?.url).toContain('/functions/verdict/');
});

test('the latest of a source, oldest first, and only the last hundred', () => {
  const calls = processorCalls();
  const call = (source: string, startedAtMs: number) =>
    calls.add({
      startedAtMs,
      tookMs: 1,
      url: 'http://127.0.0.1/',
      headers: {},
      body: { bytes: 1, text: event(source) },
    });
  call('treble', 0);
  for (let at = 1; at <= 100; at += 1) call(at % 2 === 0 ? 'treble' : 'trino', at);
  expect(calls.latest('treble', 2).map(({ startedAtMs }) => startedAtMs)).toEqual([98, 100]);
  expect(calls.latest(undefined, 1000).map(({ startedAtMs }) => startedAtMs)[0]).toBe(1);
});
