// Bodies that are too large for a queue, in the bucket. Two signed requests instead of S3's client: on the path
// where a platform waits, the client would double the bundle for one PUT (docs/decisions/large-bodies.md).
import { Sha256Node } from '@smithy/core/checksum';
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
    sha256: Sha256Node,
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
