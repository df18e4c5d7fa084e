// The one HTTP client, with `node:http` and `node:https`: compared with fetch, a third of the CPU for each call and a tenth
// of the start time. The timeout covers the whole call. Redirects are not followed.
//
//   call      text, over kept-alive connections
//   exchange  bytes; with a lookup of its own also for hosts that we do not trust (guarded-exchange.ts)
import { isUtf8 } from 'node:buffer';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

interface Outgoing {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE';
  /** Scheme, host and port of the destination, `https://main.treble.ai`. */
  readonly origin: URL;
  /** Sent unchanged: already encoded, `..` is not resolved. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the start to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Aborts the call, with the code `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Over a new connection: the call is never made twice. */
  readonly once?: true | undefined;
}

export interface CallRequest extends Outgoing {
  readonly body?: string | Uint8Array | undefined;
  /** The maximum size of the body; absent: the body is discarded. */
  readonly maxAnswerBytes?: number;
}

export interface ExchangeRequest extends Outgoing {
  readonly body?: string | Uint8Array | undefined;
  /** The maximum size of the body of an answer with this head; 0: the body is discarded. */
  readonly maxAnswerBytes: (head: AnswerHead) => number;
  /** Chooses where to connect. Then every connection is new, and is closed as soon as nothing more is wanted. */
  readonly lookup?: LookupFunction;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer<Body> extends AnswerHead {
  /** Undefined if not requested or too long; a text also if it is not UTF-8. */
  readonly body: Body | undefined;
}

export type CallAnswer = Answer<string>;

/** No answer: refused, reset or timed out. `code`: an error code of Node, `ETIMEDOUT` or `ABORTED`. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code: string;
  readonly retryable = true;

  constructor(code: string, cause?: unknown) {
    super(`No answer: ${code}.`, { cause });
    this.code = code;
  }
}

/** Without a `timeout` of the agent: it costs a timer for each call, and each call has its own timeout. */
const keepAlive = { keepAlive: true, maxSockets: 50 };
const agents = { http: new HttpAgent(keepAlive), https: new HttpsAgent(keepAlive) };

/** The size at which a new connection costs less than reading on. An answer can be endless. */
const UNWANTED_BYTES = 64 * 1024;

/**
 * A kept-alive connection that the other side has closed while it was idle breaks without any byte of an answer. That
 * says nothing about the destination, so the call is made once more over a new connection. The destination can receive
 * it twice: all our calls carry an id, or have the same effect twice, or are marked as `once`.
 *
 * @throws {NoAnswerError}
 */
export function exchange(request: ExchangeRequest): Promise<Answer<Buffer>> {
  const { timeoutMs, signal } = request;
  if (signal?.aborted) return Promise.reject(new NoAnswerError('ABORTED'));
  const { promise, resolve, reject } = Promise.withResolvers<Answer<Buffer>>();
  let current: ClientRequest | undefined;
  const clock = setTimeout(() => current?.destroy(new NoAnswerError('ETIMEDOUT')), timeoutMs);
  const abort = () => void current?.destroy(new NoAnswerError('ABORTED'));
  signal?.addEventListener('abort', abort, { once: true });
  const settle = () => {
    clearTimeout(clock);
    signal?.removeEventListener('abort', abort);
  };
  const attempt = (reuse: boolean) => {
    current = send(request, reuse, {
      answered(answer) {
        settle();
        resolve(answer);
      },
      failed(error, stale) {
        if (stale) return attempt(false);
        settle();
        reject(error instanceof NoAnswerError ? error : new NoAnswerError(error.code ?? error.name, error));
      },
    });
  };
  attempt(request.lookup === undefined && !request.once);
  return promise;
}

interface Listener {
  readonly answered: (answer: Answer<Buffer>) => void;
  /** `stale`: only a reused connection was lost. */
  readonly failed: (error: Error & { code?: string }, stale: boolean) => void;
}

function send(
  { method, origin, path, body, headers, lookup, maxAnswerBytes }: ExchangeRequest,
  reuse: boolean,
  { answered, failed }: Listener,
): ClientRequest {
  const secure = origin.protocol === 'https:';
  const agent = secure ? agents.https : agents.http;
  const request = (secure ? httpsRequest : httpRequest)({
    protocol: origin.protocol,
    hostname: origin.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: origin.port,
    path,
    method,
    agent: reuse && agent,
    ...(lookup && { lookup }),
    headers: { ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers },
  });
  let bytesBefore = 0;
  request.on('socket', (socket) => {
    bytesBefore = socket.bytesRead;
  });
  request.on('error', (error) => {
    const silent = request.socket?.bytesRead === bytesBefore;
    failed(error, request.reusedSocket && silent && !(error instanceof NoAnswerError));
  });
  // An unrequested change of protocol. Without this listener there would be no further event, not even an error.
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    failed(new NoAnswerError('EPROTO'), false);
  });
  request.on('response', (response) => {
    const head = { status: response.statusCode ?? 0, headers: response.headers };
    const maxBytes = maxAnswerBytes(head);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const giveUp = () => {
      answered({ ...head, body: undefined });
      request.destroy();
    };
    response.on('error', (error) => failed(error, false));
    if (!reuse && maxBytes === 0) return giveUp();
    // Unwanted data is read too, because an unread answer blocks its connection.
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) chunks.push(chunk);
      if (bytes > maxBytes + (reuse ? UNWANTED_BYTES : 0)) giveUp();
    });
    response.on('end', () => {
      const readable = maxBytes > 0 && bytes <= maxBytes;
      answered({ ...head, body: readable ? Buffer.concat(chunks) : undefined });
    });
  });
  request.end(body);
  return request;
}

/** @throws {NoAnswerError} */
export async function call({ maxAnswerBytes = 0, ...request }: CallRequest): Promise<CallAnswer> {
  const { body, ...head } = await exchange({ ...request, maxAnswerBytes: () => maxAnswerBytes });
  return { ...head, body: body && isUtf8(body) ? body.toString('utf8') : undefined };
}

/** POSTs JSON. @throws {NoAnswerError} */
export function post(request: Omit<CallRequest, 'method'>): Promise<CallAnswer> {
  return call({
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...request.headers },
  });
}
