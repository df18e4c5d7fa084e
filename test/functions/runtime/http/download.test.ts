// Downloads from untrusted URLs, with real local servers: accepted and refused files, and no access to internal
// addresses by name or redirect, unless the operator allows the host.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../../../../bench/certificate.ts';
import {
  type Download,
  type DownloadRequest,
  download,
} from '../../../../functions/runtime/http/download.ts';
import type { ResolvedAddress } from '../../../../functions/runtime/http/guarded-exchange.ts';
import { root } from '../../../rules/source-files.ts';

interface Server {
  readonly host: string;
  readonly url: string;
  readonly requests: readonly { readonly url: string; readonly headers: Readonly<Record<string, unknown>> }[];
}

async function serve(listener: RequestListener): Promise<Server> {
  const requests: { url: string; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: { ...request.headers } });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, url: `http://${host}/photo`, requests };
}

const fetched = (url: string, more: Partial<DownloadRequest> = {}): Promise<Download> =>
  download({ url, allowedHosts: [], maxBytes: 1000, timeoutMs: 5000, ...more });
const trusted = (server: Server, more: Partial<DownloadRequest> = {}) =>
  fetched(server.url, { allowedHosts: [server.host], ...more });

const FORBIDDEN = { kind: 'refused', why: 'forbidden_address' };
const redirecting = (location: string, status = 302) =>
  serve((_request, response) => response.writeHead(status, { location }).end());

test('a file of an allowed host is read completely, and requested without compression', async () => {
  const server = await serve((_request, response) => response.end(Buffer.from([0, 255, 1])));
  expect(await trusted(server)).toEqual({ kind: 'downloaded', bytes: new Uint8Array([0, 255, 1]) });
  expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', connection: 'close' });
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
});

describe('forbidden addresses', () => {
  test('a loopback address that is not allowed is refused', async () => {
    const server = await serve((_request, response) => response.end('secret'));
    expect(await fetched(server.url)).toEqual(FORBIDDEN);
    expect(await fetched(server.url.replace('http:', 'https:'))).toEqual(FORBIDDEN);
    expect(server.requests).toEqual([]);
  });

  test.each(['not a url', '', 'https://', '/relative', 'http://[::1', 'https://a b/'])(
    '%j is not a URL',
    async (url) => {
      expect(await fetched(url)).toEqual(FORBIDDEN);
    },
  );

  test.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['100.100.100.200'],
    ['::1'],
    ['::ffff:127.0.0.1'],
    ['fd00:ec2::254'],
  ])('a name that resolves to %s is refused, also together with a public address', async (address) => {
    const addresses = [{ address, family: address.includes(':') ? 6 : 4 }];
    const url = 'https://photos.example/a.jpg';
    expect(await fetched(url, { resolve: async () => addresses })).toEqual(FORBIDDEN);
    const mixed = [{ address: '93.184.216.34', family: 4 }, ...addresses];
    expect(await fetched(url, { resolve: async () => mixed })).toEqual(FORBIDDEN);
  });

  test('a name without an address is refused', async () => {
    expect(await fetched('https://photos.example/', { resolve: async () => [] })).toEqual(FORBIDDEN);
  });

  test('a name is resolved once, so a later private address is not used', async () => {
    const answers: ResolvedAddress[] = [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    let asked = 0;
    const resolve = async () => answers.slice(asked, ++asked);
    const answer = await fetched('https://rebind.example/', { resolve, timeoutMs: 300 });
    expect(answer.kind).not.toBe('downloaded');
    expect(asked).toBe(1);
    expect(await fetched('https://rebind.example/', { resolve, timeoutMs: 300 })).toEqual(FORBIDDEN);
  });

  test('an allowed name can resolve to any address', async () => {
    const server = await serve((_request, response) => response.end('photo'));
    const host = server.host.replace('127.0.0.1', 'localhost');
    const answer = await fetched(`http://${host}/`, {
      allowedHosts: [host],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    expect(answer).toMatchObject({ kind: 'downloaded' });
  });
});

describe('redirects', () => {
  test('are followed to allowed addresses, a few times', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/photo') response.writeHead(302, { location: '/b' }).end();
      else if (request.url === '/b') response.writeHead(307, { location: 'c' }).end();
      else response.end('photo');
    });
    expect(await trusted(server)).toMatchObject({ kind: 'downloaded' });
    expect(server.requests.map(({ url }) => url)).toEqual(['/photo', '/b', '/c']);
  });

  test('without end are refused', async () => {
    const server = await redirecting('/again');
    expect(await trusted(server)).toEqual({ kind: 'refused', why: 'unreachable' });
    expect(server.requests).toHaveLength(4);
  });

  test.each([301, 302, 303, 307, 308])(
    '%i from an allowed host to another host is not followed',
    async (status) => {
      const inner = await serve((_request, response) => response.end('secret'));
      const server = await redirecting(inner.url, status);
      expect(await trusted(server)).toEqual(FORBIDDEN);
      expect(inner.requests).toEqual([]);
    },
  );

  test.each([
    'https://127.0.0.1/secret',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/',
    'https://0x7f000001/',
    '//127.0.0.1:1/secret',
    'file:///etc/passwd',
    'https://photos.example:8443/',
  ])('to %s are not followed', async (location) => {
    expect(await trusted(await redirecting(location))).toEqual(FORBIDDEN);
  });

  test('to a name are checked by its address', async () => {
    const server = await redirecting('https://rebind.example/');
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await trusted(server, { resolve })).toEqual(FORBIDDEN);
  });
});

describe('limits', () => {
  test('an answer with a too large content-length is not read', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1001 }).write('x');
    });
    expect(await trusted(server)).toEqual({ kind: 'refused', why: 'too_large' });
  });

  test('an answer without content-length is read up to the limit', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const more = () => {
        do sent += 64 * 1024;
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(await trusted(server)).toEqual({ kind: 'refused', why: 'too_large' });
    expect(await trusted(server, { maxBytes: 10_000_000 })).toEqual({ kind: 'refused', why: 'too_large' });
    // The buffers of the sockets are added.
    expect(sent).toBeLessThan(40_000_000);
  });

  test('a file of exactly the maximum size is accepted', async () => {
    const server = await serve((_request, response) => response.end(Buffer.alloc(1000)));
    expect(await trusted(server)).toMatchObject({ kind: 'downloaded' });
  });

  test.each(['gzip', 'br', 'deflate', 'x-unheard-of'])(
    'an unrequested compression %s is refused',
    async (encoding) => {
      const server = await serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end('bomb'),
      );
      expect(await trusted(server)).toEqual({ kind: 'refused', why: 'unreachable' });
    },
  );

  test('a slow answer ends at the timeout', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await trusted(server, { timeoutMs: 200 })).toEqual({ kind: 'failed', code: 'ETIMEDOUT' });
  });

  test('the timeout is for all redirects together', async () => {
    const server = await serve((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 120);
    });
    expect(await trusted(server, { timeoutMs: 200 })).toEqual({ kind: 'failed', code: 'ETIMEDOUT' });
  });
});

describe('errors', () => {
  test.each([
    [404, { kind: 'refused', why: 'unreachable' }],
    [403, { kind: 'refused', why: 'unreachable' }],
    [204, { kind: 'refused', why: 'unreachable' }],
    [304, { kind: 'refused', why: 'unreachable' }],
    [302, { kind: 'refused', why: 'unreachable' }],
    [429, { kind: 'failed', code: 'HTTP_429' }],
    [500, { kind: 'failed', code: 'HTTP_500' }],
    [503, { kind: 'failed', code: 'HTTP_503' }],
  ])('%i', async (status, expected) => {
    expect(await trusted(await serve((_request, response) => response.writeHead(status).end()))).toEqual(
      expected,
    );
  });

  test('a host that is down is a temporary failure', async () => {
    const answer = await fetched('http://127.0.0.1:1/', { allowedHosts: ['127.0.0.1:1'] });
    expect(answer).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
  });

  test('an unknown name is final, and an error of the resolver is temporary', async () => {
    const failing = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }));
    const url = 'https://photos.example/';
    expect(await fetched(url, { resolve: failing('ENOTFOUND') })).toEqual({
      kind: 'refused',
      why: 'unreachable',
    });
    expect(await fetched(url, { resolve: failing('EAI_AGAIN') })).toEqual({
      kind: 'failed',
      code: 'EAI_AGAIN',
    });
  });

  test('an incomplete answer is a failure', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
    });
    expect(await trusted(server)).toEqual({ kind: 'failed', code: 'ECONNRESET' });
  });

  test('an aborted attempt aborts the download', async () => {
    const attempt = new AbortController();
    const server = await serve(() => attempt.abort());
    expect(await trusted(server, { signal: attempt.signal })).toMatchObject({ kind: 'failed' });
  });
});

test('the certificate is checked with the name in the URL', async () => {
  const { certificatePem, keyPem } = selfSigned(Date.now());
  const server = createSecureServer({ cert: certificatePem, key: keyPem }, (_request, response) =>
    response.end('photo'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'acuse-certificate-'));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, certificatePem);
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const url = `https://${host}/photo`;
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];

  expect(await fetched(url, { allowedHosts: [host], resolve })).toEqual({
    kind: 'failed',
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  // The trusted authorities are read at the start of a process.
  const script = `
    const { download } = await import(${JSON.stringify(join(root, 'functions/runtime/http/download.ts'))});
    const answer = await download({ url: '${url}', allowedHosts: ['${host}'], maxBytes: 9, timeoutMs: 5000 });
    process.stdout.write(answer.kind);`;
  const env = { NODE_EXTRA_CA_CERTS: authority };
  const { promise, resolve: settle } = Promise.withResolvers<string>();
  const command = ['--input-type=module', '-e', script];
  execFile(process.execPath, command, { env }, (_error, stdout, stderr) => settle(stdout || stderr));
  expect(await promise).toBe('downloaded');
});
