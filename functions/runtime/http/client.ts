// Calls over kept-alive connections: `node:https` itself, which costs a third of fetch's CPU per call and a
// tenth of its start. Bounded in time from first to last byte; redirects are answers like any other.
import { isUtf8 } from 'node:buffer';
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface CallRequest {
  readonly method: 'POST' | 'PUT' | 'GET' | 'DELETE';
  /** Scheme, host and port of the destination, `https://main.treble.ai`. */
  readonly origin: URL;
  /** As it goes on the wire: already encoded, and not touched here (no `..` is resolved). */
  readonly path: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the start to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Read so much of the answer's body; without it none is kept. */
  readonly maxAnswerBytes?: number;
  /** Breaks the call off when it fires; its code is `ABORTED` then. */
  readonly signal?: AbortSignal;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when none was asked for, it was longer than was asked for, or is no UTF-8. */
  readonly body: string | undefined;
}

/** No answer: refused, reset, or out of time. `code` says which, in Node's words, `ETIMEDOUT` or `ABORTED`. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code: string;
  readonly retryable = true;

  constructor(code: string, cause?: unknown) {
    super(`No answer: ${code}.`, { cause });
    this.code = code;
  }
}

/** No `timeout` of the agent's: it costs a timer a call, and each call has a bound of its own. */
const keepAlive = { keepAlive: true, maxSockets: 50 };
const agents = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };

/** Another connection costs about as much as reading this; and an answer may have no end. */
const UNWANTED_BYTES = 64 * 1024;

/** @throws {NoAnswerError} */
export function call({
  method,
  origin,
  path,
  body,
  headers,
  timeoutMs,
  maxAnswerBytes = 0,
  signal,
}: CallRequest): Promise<CallAnswer> {
  if (signal?.aborted) return Promise.reject(new NoAnswerError('ABORTED'));
  const secure = origin.protocol === 'https:';
  const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>();
  const request = (secure ? httpsRequest : httpRequest)({
    protocol: origin.protocol,
    hostname: origin.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: origin.port,
    path,
    method,
    agent: secure ? agents.https : agents.http,
    headers: { 'content-length': Buffer.byteLength(body), ...headers },
  });
  const clock = setTimeout(() => request.destroy(new NoAnswerError('ETIMEDOUT')), timeoutMs);
  const breakOff = () => void request.destroy(new NoAnswerError('ABORTED'));
  signal?.addEventListener('abort', breakOff, { once: true });
  const settle = () => {
    clearTimeout(clock);
    signal?.removeEventListener('abort', breakOff);
  };
  const fail = (error: Error & { code?: string }) => {
    settle();
    reject(error instanceof NoAnswerError ? error : new NoAnswerError(error.code ?? error.name, error));
  };
  request.on('error', fail);
  // Another protocol, which we did not ask for. Without a listener no event would follow, not even an error.
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    fail(new NoAnswerError('EPROTO'));
  });
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const answer = (body: string | undefined) => {
      settle();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    };
    response.on('error', fail);
    // Read on even where nobody wants it: an unread answer keeps its connection from being used again.
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= maxAnswerBytes) chunks.push(chunk);
      if (bytes <= maxAnswerBytes + UNWANTED_BYTES) return;
      answer(undefined);
      request.destroy();
    });
    response.on('end', () => {
      const body = Buffer.concat(chunks);
      const readable = maxAnswerBytes > 0 && bytes <= maxAnswerBytes && isUtf8(body);
      answer(readable ? body.toString('utf8') : undefined);
    });
  });
  request.end(body);
  return promise;
}

/** POSTs JSON. @throws {NoAnswerError} */
export function post(request: Omit<CallRequest, 'method'>): Promise<CallAnswer> {
  return call({
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...request.headers },
  });
}
