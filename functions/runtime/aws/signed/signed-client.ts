// Calls AWS by signed requests, without the SDK: a platform waits while ingest starts, and the SDK is two thirds of what its
// start costs (docs/decisions/own-signed-requests.md). A call has several tries:
//
//   no answer in its time, or 5xx      tried again after a short random pause
//   throttled                          tried again after a longer one
//   refused because of a wrong clock   corrected by the time of the answer, and tried again
//
// A connection that was lost while it was idle is replaced by the HTTP client and is no try.
import { type Backoff, fullJitterMs } from '../../backoff.ts';
import { clock } from '../../clock.ts';
import { type CallAnswer, call, NoAnswerError } from '../../http/client.ts';
import { environmentCredentials } from '../environment-credentials.ts';
import { originOf, type Service } from './endpoint.ts';
import { encodeQuery, sha256Hex, signer } from './signature-v4.ts';

export interface SignedClientOptions {
  readonly service: Service;
  readonly region: string;
  readonly limits: CallLimits;
  /** Without it that of the environment, or of AWS in the region. */
  readonly origin?: URL;
}

export interface CallLimits {
  readonly attempts: number;
  /** For one try, from its start to the last byte of the answer. */
  readonly requestMs: number;
  /** For all tries. One that hangs leaves half of what is left to the others. */
  readonly totalMs?: number;
}

export interface SignedRequest {
  readonly method: 'POST' | 'PUT' | 'GET' | 'DELETE';
  /** As it is sent, without query. */
  readonly path: string;
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** The maximum size of the answer's body, usually 64 KB; a longer one is discarded. */
  readonly maxAnswerBytes?: number;
  /** Aborts the call, with the code `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the last answer, also one that refuses. @throws {NoAnswerError} when the last try got none. */
export type SignedClient = (request: SignedRequest) => Promise<CallAnswer>;

/** AWS refused the call. The error has the name that AWS gives it. The message does not contain the answer. */
export class RefusedError extends Error {
  readonly code: string;
  readonly status: number;
  /** What the service calls it; undefined if its answer was not read. */
  readonly reason: string | undefined;
  readonly retryable = true;

  constructor(service: Service, answer: CallAnswer) {
    super(`${service} answered with ${answer.status}.`);
    this.code = `${service}_${answer.status}`;
    this.status = answer.status;
    this.reason = reasonOf(answer);
    this.name = this.reason ?? 'RefusedError';
  }
}

/** `ThrottlingException`, `NoSuchKey`; undefined for an answer without one. */
export function reasonOf({ headers, body = '' }: CallAnswer): string | undefined {
  const named = headers['x-amzn-errortype'] ?? /"__type"\s*:\s*"([^"]+)"/.exec(body)?.[1];
  // `com.amazonaws.sqs#QueueDoesNotExist`, `ResourceNotFoundException:http://…`
  const reason =
    named === undefined ? /<Code>(\w+)<\/Code>/.exec(body) : /^(?:.*#)?([\w.]+)/.exec(String(named));
  return reason?.[1];
}

const MAX_ANSWER_BYTES = 64 * 1024;

const PAUSE: Backoff = { baseMs: 50, capMs: 400 };
const THROTTLED_PAUSE: Backoff = { baseMs: 500, capMs: 1_000 };

const THROTTLED = /Thrott|SlowDown|LimitExceeded|ThroughputExceeded|TooManyRequests/;
const TIMED_OUT = /^RequestTimeout/;

/** AWS accepts five minutes. */
const MOST_SKEW_MS = 240_000;

/** What the clock of this machine is behind. */
let skewMs = 0;

export function signedClient({ service, region, limits, ...options }: SignedClientOptions): SignedClient {
  const origin = options.origin ?? originOf(service, region);
  const { attempts, requestMs, totalMs = Number.POSITIVE_INFINITY } = limits;
  const sign = signer(service, region);

  /** Signed anew for each try: with the credentials and the time of now. */
  function attempt(request: SignedRequest, bodyDigest: string, timeoutMs: number): Promise<CallAnswer> {
    const { method, path, query, body = '', maxAnswerBytes = MAX_ANSWER_BYTES, signal } = request;
    const headers = { ...request.headers, host: origin.host, 'x-amz-content-sha256': bodyDigest };
    const signable = { method, path, headers, bodyDigest, ...(query && { query }) };
    return call({
      method,
      origin,
      path: query ? `${path}?${encodeQuery(query)}` : path,
      headers: sign(signable, environmentCredentials(), clock.nowMs() + skewMs),
      body,
      timeoutMs,
      maxAnswerBytes,
      ...(signal && { signal }),
    });
  }

  return async (request) => {
    const bodyDigest = sha256Hex(request.body ?? '');
    const untilMs = clock.nowMs() + totalMs;
    for (let tried = 1; ; tried += 1) {
      const isLast = tried === attempts;
      const leftMs = Math.max(1, untilMs - clock.nowMs());
      let pause = PAUSE;
      try {
        const answer = await attempt(request, bodyDigest, Math.min(requestMs, isLast ? leftMs : leftMs / 2));
        const asked = pauseAfter(answer);
        if (isLast || !asked) return answer;
        pause = asked;
      } catch (error) {
        if (isLast || !(error instanceof NoAnswerError) || request.signal?.aborted) throw error;
      }
      await clock.sleep(fullJitterMs(tried, Math.random(), pause), request.signal);
    }
  };
}

/** Undefined when another try would not help. */
function pauseAfter(answer: CallAnswer): Backoff | undefined {
  const { status } = answer;
  if (status < 400) return undefined;
  const reason = reasonOf(answer) ?? '';
  if (status === 429 || THROTTLED.test(reason)) return THROTTLED_PAUSE;
  if (status >= 500 || TIMED_OUT.test(reason)) return PAUSE;
  return correctClock(answer) ? PAUSE : undefined;
}

/** Whether the clock was wrong by more than AWS accepts. */
function correctClock({ headers }: CallAnswer): boolean {
  const answeredAtMs = Date.parse(headers.date ?? '');
  const behindMs = answeredAtMs - clock.nowMs();
  if (Number.isNaN(behindMs) || Math.abs(behindMs - skewMs) <= MOST_SKEW_MS) return false;
  skewMs = behindMs;
  return true;
}
