// Signed requests to one bucket, without the S3 client: it would double the bundle of ingest for one PUT
// (docs/decisions/large-bodies.md).
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { fullJitterMs } from '../backoff.ts';
import { clock } from '../clock.ts';
import { type CallAnswer, call, NoAnswerError } from '../http/client.ts';
import { defaultProvider } from './environment-credentials.ts';

export interface BucketOptions {
  readonly bucket: string;
  readonly region: string;
  /** Replaces the endpoint of S3; the bucket is then part of the path. */
  readonly endpoint?: string | undefined;
  /** For one request, its tries included, from its start to the last byte of the answer. */
  readonly requestMs: number;
}

export interface S3Request {
  readonly method: 'PUT' | 'GET' | 'DELETE';
  /** Without characters that a URL must escape; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxAnswerBytes?: number;
  /** Aborts the request, with the code `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** Two requests with the same effect are as one. So each is tried again when S3 is busy or does not answer. */
const TRIES = 3;
const PAUSE = { baseMs: 50, capMs: 400 } as const;

/** S3 refused the request. The message does not contain its answer. */
export class BodyStoreError extends Error {
  override readonly name = 'BodyStoreError';
  readonly code: string;
  readonly retryable = true;
  readonly status: number;
  /** What S3 calls it, `NoSuchKey`, where its answer was read. */
  readonly reason: string | undefined;

  constructor(method: string, { status, body }: Pick<CallAnswer, 'status' | 'body'>) {
    super(`S3 answered ${method} with ${status}.`);
    this.code = `s3_${status}`;
    this.status = status;
    this.reason = /<Code>(\w+)<\/Code>/.exec(body ?? '')?.[1];
  }
}

/** @throws {BodyStoreError} for an answer that is not a success, {NoAnswerError} without an answer. */
export function signedS3({ bucket, region, endpoint, requestMs }: BucketOptions) {
  const origin = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: defaultProvider(),
    sha256: Sha256Node,
    uriEscapePath: false,
  });

  async function attempt(request: S3Request, timeoutMs: number): Promise<CallAnswer> {
    const { method, key, query = {}, body = new Uint8Array(), maxAnswerBytes = 0, signal } = request;
    const path = endpoint ? `/${bucket}/${key}` : `/${key}`;
    const { headers } = await signer.sign({
      method,
      protocol: origin.protocol,
      hostname: origin.hostname,
      path,
      query,
      headers: { host: origin.host },
      body,
    });
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const answer = await call({
      method,
      origin,
      path: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path,
      headers,
      body,
      timeoutMs,
      maxAnswerBytes,
      ...(signal && { signal }),
    });
    if (answer.status !== 200 && answer.status !== 204) throw new BodyStoreError(method, answer);
    return answer;
  }

  return async (request: S3Request): Promise<CallAnswer> => {
    const untilMs = clock.nowMs() + requestMs;
    for (let tried = 1; ; tried += 1) {
      const leftMs = Math.max(1, untilMs - clock.nowMs());
      // One that hangs leaves time for the next.
      const timeoutMs = tried === TRIES ? leftMs : leftMs / 2;
      try {
        return await attempt(request, timeoutMs);
      } catch (error) {
        const mayPass =
          error instanceof NoAnswerError || (error instanceof BodyStoreError && error.status >= 500);
        if (tried === TRIES || !mayPass || request.signal?.aborted) throw error;
        await clock.sleep(fullJitterMs(tried, Math.random(), PAUSE), request.signal);
      }
    }
  };
}
