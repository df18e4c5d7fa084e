// Bodies that are too large for a queue, in the bucket. Two signed requests instead of S3's client: on the path
// where a platform waits, the client would double the bundle for one PUT (docs/decisions/large-bodies.md).
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { MAX_BODY_BYTES } from '../domain/job.ts';
import { call, NoAnswerError } from '../http-client.ts';
import type { BodyStore } from '../ports.ts';
import { defaultProvider } from './environment-credentials.ts';

export interface BodiesOptions {
  readonly bucket: string;
  readonly region: string;
  /** Instead of S3's own, and the bucket in the path then. */
  readonly endpoint?: string | undefined;
}

/** S3 said no. Its answer is not quoted. */
export class BodyStoreError extends Error {
  override readonly name = 'BodyStoreError';
  readonly code: string;
  readonly retryable = true;

  constructor(method: string, status: number) {
    super(`S3 answered ${method} with ${status}.`);
    this.code = `s3_${status}`;
  }
}

const TIMEOUT_MS = 10_000;

export function s3Bodies({ bucket, region, endpoint }: BodiesOptions): BodyStore {
  const origin = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: defaultProvider(),
    sha256: Sha256,
    uriEscapePath: false,
  });

  async function ask(method: 'PUT' | 'GET', key: string, body: Uint8Array): Promise<string | undefined> {
    const path = endpoint ? `/${bucket}/${key}` : `/${key}`;
    const { headers } = await signer.sign({
      method,
      protocol: origin.protocol,
      hostname: origin.hostname,
      path,
      headers: { host: origin.host },
      body,
    });
    const answer = await call({
      method,
      origin,
      path,
      headers,
      body,
      timeoutMs: TIMEOUT_MS,
      maxAnswerBytes: method === 'GET' ? MAX_BODY_BYTES : 0,
    });
    if (answer.status !== 200) throw new BodyStoreError(method, answer.status);
    return answer.body;
  }

  return {
    async put(key, body, signal) {
      await Promise.race([ask('PUT', key, body), aborted(signal)]);
    },
    async get(key) {
      const body = await ask('GET', key, new Uint8Array());
      if (body === undefined) throw new BodyStoreError('GET', 200);
      return body;
    },
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new NoAnswerError('ETIMEDOUT')), { once: true });
  });
}

/** The signer wants a class; Node's own hash does the work. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('A hash is used once.');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
