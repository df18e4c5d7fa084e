// Run it: node --test
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { createProcessor, type Settings } from './processor.ts';

const secret = `whsec_${Buffer.from('a secret for tests').toString('base64')}`;
const now = () => Math.floor(Date.now() / 1000);

function sign(body: string, timestamp: number, by = secret): string {
  const key = Buffer.from(by.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`event-1.${timestamp}.${body}`).digest('base64')}`;
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const start = (settings: Partial<Settings> = {}) => listen(createProcessor({ secret, ...settings }));

async function post(url: string, body: string, signature: string, timestamp = now()): Promise<Response> {
  const headers = {
    'webhook-id': 'event-1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  return fetch(url, { method: 'POST', headers, body });
}

const event = JSON.stringify({ id: 'event-1', type: 'treble.response', data: { actual_response: 'hola' } });

test('a signed event gets its variables', async () => {
  const answer = await post(await start(), event, sign(event, now()));
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { keys: { verdict: 'ok' } });
});

test('one right signature of two is enough', async () => {
  const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
  const both = `${sign(event, now(), other)} ${sign(event, now())}`;
  assert.equal((await post(await start(), event, both)).status, 200);
});

test('a wrong, old or missing signature is refused', async () => {
  const url = await start();
  assert.equal((await post(url, event, sign(`${event} `, now()))).status, 401);
  const old = now() - 301;
  assert.equal((await post(url, event, sign(event, old), old)).status, 401);
  assert.equal((await fetch(url, { method: 'POST', body: event })).status, 401);
});

test('work that fails is answered 500, so that it is tried again', async () => {
  const url = await start({ work: () => Promise.reject(new Error('down')) });
  assert.equal((await post(url, event, sign(event, now()))).status, 500);
});

test('later: 202 at once, and the result at resumeurl, once', async () => {
  const results: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const resumeurl = await listen(
    createServer(async (request, response) => {
      results.push(await text(request));
      response.end();
      resolve();
    }),
  );
  const waiting = JSON.stringify({ ...JSON.parse(event), resumeurl });
  const url = await start({ later: true });
  assert.equal((await post(url, waiting, sign(waiting, now()))).status, 202);
  await promise;
  assert.equal((await post(url, waiting, sign(waiting, now()))).status, 202);
  assert.deepEqual(results, ['{"keys":{"verdict":"ok"}}']);
});
