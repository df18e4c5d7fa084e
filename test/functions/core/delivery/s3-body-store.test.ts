// The store of bodies against a real server that answers as S3 does on a bad day.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BodyMissingError } from '../../../../functions/core/delivery/body-store.ts';
import { s3Bodies } from '../../../../functions/core/delivery/s3-body-store.ts';

let server: Server;

beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function bodiesAt(answer: RequestListener, requestMs = 10_000) {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env['AWS_ENDPOINT_URL_S3'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return s3Bodies({ bucket: 'bodies', region: 'us-east-1', requestMs });
}

const body = Buffer.from('{}');
const refusal = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>…</Message></Error>`;

describe('a body is stored', () => {
  test('although S3 is busy twice', async () => {
    let requests = 0;
    const bodies = await bodiesAt((_, response) => {
      requests += 1;
      response.writeHead(requests < 3 ? 503 : 200).end();
    });
    await bodies.put('key', body);
    expect(requests).toBe(3);
  });

  test('although the first connection is reset', async () => {
    let requests = 0;
    const bodies = await bodiesAt((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.resetAndDestroy();
      else response.writeHead(200).end();
    });
    await bodies.put('key', body);
    expect(requests).toBe(2);
  });

  test('although the first try gets no answer', async () => {
    let requests = 0;
    const bodies = await bodiesAt((_, response) => {
      requests += 1;
      if (requests > 1) response.writeHead(200).end();
    }, 3000);
    await bodies.put('key', body);
    expect(requests).toBe(2);
  });

  test('although the kept-alive connection has died', async () => {
    const used = new WeakSet<Socket>();
    const bodies = await bodiesAt((request, response) => {
      if (used.has(request.socket)) return void request.socket.resetAndDestroy();
      used.add(request.socket);
      response.writeHead(200).end();
    });
    await bodies.put('one', body);
    await bodies.put('two', body);
  });
});

test('a third failure is the last', async () => {
  let requests = 0;
  const bodies = await bodiesAt((_, response) => {
    requests += 1;
    response.writeHead(500).end();
  });
  await expect(bodies.put('key', body)).rejects.toMatchObject({ code: 's3_500' });
  expect(requests).toBe(3);
});

test('the caller’s signal ends a request that hangs, without another try', async () => {
  let requests = 0;
  const leaving = new AbortController();
  const bodies = await bodiesAt(() => {
    requests += 1;
    leaving.abort();
  });
  await expect(bodies.put('key', body, leaving.signal)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(requests).toBe(1);
});

test('a store that cannot be reached fails', async () => {
  const bodies = await bodiesAt(() => undefined);
  server.close();
  await expect(bodies.put('key', body)).rejects.toThrow('No answer');
});

describe('a body is read', () => {
  test.each([
    [404, refusal('NoSuchKey')],
    [404, ''],
    [403, refusal('AccessDenied')],
    [403, ''],
  ])('%i %s: it is missing, and one request is enough to know', async (status, answer) => {
    let requests = 0;
    const bodies = await bodiesAt((_, response) => {
      requests += 1;
      response.writeHead(status).end(answer);
    });
    await expect(bodies.get('key')).rejects.toThrow(BodyMissingError);
    expect(requests).toBe(1);
  });

  test.each([
    [403, refusal('RequestTimeTooSkewed')],
    [400, refusal('ExpiredToken')],
    [503, refusal('SlowDown')],
  ])('%i %s: nobody knows whether it is there', async (status, answer) => {
    const bodies = await bodiesAt((_, response) => void response.writeHead(status).end(answer));
    await expect(bodies.get('key')).rejects.toMatchObject({ code: `s3_${status}` });
  });
});
