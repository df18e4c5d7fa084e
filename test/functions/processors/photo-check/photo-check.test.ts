// The processor photo-check from an event to session variables, with a real server for photos.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhotoSettings } from '../../../../functions/processors/photo/settings.ts';
import type { CheckLimits } from '../../../../functions/processors/photo-check/examine.ts';
import { photoCheckProcessor } from '../../../../functions/processors/photo-check/photo-check.ts';
import { sampleJob } from '../../../builders.ts';

type CheckSettings = PhotoSettings & CheckLimits;

const photo = readFileSync(new URL('../../../fixtures/photos/photo.jpg', import.meta.url));
let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (request.url === '/photo') response.end(photo);
  else if (request.url === '/large') response.end(Buffer.alloc(200_000));
  else if (request.url === '/down') response.writeHead(503).end();
  else if (request.url === '/inside') response.writeHead(302, { location: 'https://127.0.0.1/' }).end();
  else response.writeHead(404).end();
});
let host: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const signal = new AbortController().signal;

function check(url: string, settings: Partial<CheckSettings> = {}, attempt = signal) {
  asked = [];
  const limits = { minPixels: 300, maxMegapixels: 25, minBytes: 1000, maxBytes: 100_000, minContrast: 4 };
  const all = { key: '', allowedHosts: [host], ...limits, ...settings };
  const body = JSON.stringify({ actual_response: url });
  return photoCheckProcessor(all, 2000).process({ job: sampleJob({}), body }, attempt);
}

const variables = async (...args: Parameters<typeof check>) => {
  const answer = await check(...args);
  if (answer.kind !== 'done') return answer;
  return Object.fromEntries(answer.keys.map(({ key, value }) => [key, value]));
};

test('a usable photo has its type and size in the verdict', async () => {
  expect(await variables(`http://${host}/photo`)).toEqual({
    photo_ok: 'true',
    photo_reason: 'ok',
    photo_type: 'jpeg',
    photo_width: '480',
    photo_height: '360',
    photo_bytes: String(photo.byteLength),
  });
});

describe('a problem that the customer can correct is a verdict', () => {
  test.each([
    ['hola', 'not_found'],
    ['https://127.0.0.1/photo', 'forbidden_address'],
    ['http://photos.example/photo', 'forbidden_address'],
    ['/inside', 'forbidden_address'],
    ['/nothing', 'unreachable'],
    ['/large', 'too_large'],
  ])('%s: %s, with all six variables', async (path, reason) => {
    const url = path.startsWith('/') ? `http://${host}${path}` : path;
    expect(await variables(url)).toEqual({
      photo_ok: 'false',
      photo_reason: reason,
      photo_type: 'unknown',
      photo_width: '0',
      photo_height: '0',
      photo_bytes: '0',
    });
  });

  test('a too small photo has type and size too', async () => {
    expect(await variables(`http://${host}/photo`, { minPixels: 1000 })).toMatchObject({
      photo_ok: 'false',
      photo_reason: 'too_small',
      photo_width: '480',
    });
  });

  test('a host that is not allowed is not called', async () => {
    expect(await variables(`http://${host}/photo`, { allowedHosts: [] })).toMatchObject({
      photo_reason: 'forbidden_address',
    });
    expect(asked).toEqual([]);
  });
});

describe('a temporary problem is tried again', () => {
  test('a host that is down', async () => {
    expect(await check(`http://${host}/down`)).toEqual({ kind: 'retry', reason: 'photo_unreachable' });
  });

  test('an aborted attempt sends no request', async () => {
    const attempt = AbortSignal.abort();
    expect(await check(`http://${host}/photo`, {}, attempt)).toMatchObject({ kind: 'retry' });
    expect(asked).toEqual([]);
  });
});

test('photos are examined one at a time, and a failure does not block the next one', async () => {
  const first = check(`http://${host}/down`);
  const second = variables(`http://${host}/photo`);
  expect(await first).toMatchObject({ kind: 'retry' });
  expect(await second).toMatchObject({ photo_ok: 'true' });
});

test('an exception does not block the next one either', async () => {
  const broken: CheckSettings = {
    ...{ key: '', allowedHosts: [host], maxMegapixels: 25, minBytes: 0, maxBytes: 100_000, minContrast: 4 },
    get minPixels(): number {
      throw new Error('of its own');
    },
  };
  const body = JSON.stringify({ actual_response: `http://${host}/photo` });
  const task = { job: sampleJob({}), body };
  await expect(photoCheckProcessor(broken, 2000).process(task, signal)).rejects.toThrow();
  expect(await variables(`http://${host}/photo`)).toMatchObject({ photo_ok: 'true' });
});
