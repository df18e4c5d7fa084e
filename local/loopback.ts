// Listening on this machine alone. A web page that the user has open can reach 127.0.0.1 too, under a name of
// its own that resolves there (DNS rebinding) or across origins: `isOwn` tells such requests apart.
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Problem } from './problem.ts';

export interface LoopbackServer {
  readonly port: number;
  readonly url: string;
  /** Takes no more, gives what is under way `graceMs` to end, then cuts it off. */
  close(graceMs: number): Promise<void>;
}

/** @throws {Problem} when the port is not to be had. */
export async function listenOnLoopback(port: number, listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: 65_000 }, listener);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code: unknown = Object(cause).code;
    const why =
      code === 'EADDRINUSE' ? 'is in use' : code === 'EACCES' ? 'may not be used by you' : `fails (${code})`;
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

/** The request was made to this machine by name, and by no page of another origin. */
export function isOwn({ headers, socket }: IncomingMessage): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${socket.localPort}`);
  const { host = '', origin } = headers;
  return hosts.includes(host) && (origin === undefined || hosts.some((own) => origin === `http://${own}`));
}

/**
 * A form of our own page, sent by a browser or in its place: stricter than `isOwn`, because a form may be posted across
 * origins without asking, and what it asks for is done. A browser says where a POST comes from.
 */
export function isOwnForm(request: IncomingMessage): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isSaid = origin !== undefined || site !== undefined;
  return isSaid && isOwn(request) && (site === undefined || site === 'same-origin');
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(`${JSON.stringify(value)}\n`);
}
