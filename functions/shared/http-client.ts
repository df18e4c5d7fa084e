// POSTs JSON over kept-alive connections: `node:https` itself, which costs a third of fetch's CPU per call and a
// tenth of its start. Bounded in time from first to last byte; redirects are answers like any other.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface PostRequest {
  /** Scheme, host and port of the destination, `https://main.treble.ai`. */
  readonly origin: URL;
  /** As it goes on the wire: already encoded, and not touched here (no `..` is resolved). */
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the start to the last byte of the answer. */
  readonly timeoutMs: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** No answer: refused, reset, or out of time. `code` says which, in Node's words or `ETIMEDOUT`. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code: string;
  readonly retryable = true;

  constructor(code: string, cause?: unknown) {
    super(`No answer: ${code}.`, { cause });
    this.code = code;
  }
}

const keepAlive = { keepAlive: true, maxSockets: 50, timeout: 60_000 };
const agents = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };

/** @throws {NoAnswerError} */
export function post({ origin, path, body, headers, timeoutMs }: PostRequest): Promise<PostAnswer> {
  const secure = origin.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  const request = (secure ? httpsRequest : httpRequest)({
    protocol: origin.protocol,
    hostname: origin.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: origin.port,
    path,
    method: 'POST',
    agent: secure ? agents.https : agents.http,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
  });
  const clock = setTimeout(() => request.destroy(new NoAnswerError('ETIMEDOUT')), timeoutMs);
  const fail = (error: Error & { code?: string }) => {
    clearTimeout(clock);
    reject(error instanceof NoAnswerError ? error : new NoAnswerError(error.code ?? error.name, error));
  };
  request.on('error', fail);
  request.on('response', (response) => {
    response.on('error', fail);
    response.on('end', () => {
      clearTimeout(clock);
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    // The text of the answer means nothing (Treble's documents spell it two ways), but an unread answer keeps
    // its connection from being used again.
    response.resume();
  });
  request.end(body);
  return promise;
}
