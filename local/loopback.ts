// Servers that listen on this machine only. A web page in the user's browser can reach 127.0.0.1 too: under a name of
// its own that resolves to it (DNS rebinding), or across origins. `isLocalRequest` recognises such requests.
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { isLoopback } from '../functions/runtime/http/loopback.ts';
import { Problem } from './problem.ts';

export interface LoopbackServer {
  readonly port: number;
  readonly url: string;
  /** Accepts no new requests, waits up to `graceMs` for those in progress, then closes their connections. */
  close(graceMs: number): Promise<void>;
}

/** Port 0 picks a free one. @throws {Problem} when the port cannot be used. */
export async function listenOnLoopback(port: number, listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: 65_000 }, listener);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code: unknown = Object(cause).code;
    const why =
      code === 'EADDRINUSE'
        ? 'is in use'
        : code === 'EACCES'
          ? 'needs more permissions'
          : `cannot be used (${code})`;
    throw new Problem(`Port ${port} ${why}. Name another with --port, or 0 for a free one.`, 2, { cause });
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  return {
    port: actualPort,
    url: `http://127.0.0.1:${actualPort}`,
    close: (graceMs) => closeServer(server, graceMs),
  };
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

/** The request names this machine as its host, and comes from no page of another origin and through no proxy. */
export function isLocalRequest({ headers, socket }: IncomingMessage): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  const isOwnHost = (host: string) => {
    const at = host.lastIndexOf(':');
    return isLoopback(host.slice(0, at)) && host.slice(at + 1) === String(socket.localPort);
  };
  const { host = '', origin } = headers;
  const isOwnOrigin = origin === undefined || (origin.startsWith('http://') && isOwnHost(origin.slice(7)));
  return isOwnHost(host) && isOwnOrigin;
}

/**
 * A form of our own page, sent by a browser or by a program in its place. Stricter than `isLocalRequest`, because a
 * page of another origin can post a form without permission. Browsers say where a POST comes from, in `Origin` or
 * `Sec-Fetch-Site`: one of them is required.
 */
export function isLocalForm(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const namesSender = origin !== undefined || site !== undefined;
  return namesSender && isLocalRequest(request) && (site === undefined || site === 'same-origin');
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(`${JSON.stringify(value)}\n`);
}
