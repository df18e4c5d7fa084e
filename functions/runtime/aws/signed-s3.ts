// Signed requests to one bucket, without the S3 client: it would double the bundle of ingest for one PUT
// (docs/decisions/large-bodies.md).
import { Sha256Node } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type CallAnswer, call } from '../http/client.ts';
import { defaultProvider } from './environment-credentials.ts';

export interface BucketOptions {
  readonly bucket: string;
  readonly region: string;
  /** Replaces the endpoint of S3; the bucket is then part of the path. */
  readonly endpoint?: string | undefined;
  /** For one request, from its start to the last byte of the answer. */
  readonly requestMs: number;
}

export interface S3Request {
  readonly method: 'PUT' | 'GET' | 'DELETE';
  /** Without characters that a URL must escape; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly maxAnswerBytes?: number;
}

/** S3 refused the request. The message does not contain its answer. */
export class BodyStoreError extends Error {
  override readonly name = 'BodyStoreError';
  readonly code: string;
  readonly retryable = true;

  constructor(method: string, status: number) {
    super(`S3 answered ${method} with ${status}.`);
    this.code = `s3_${status}`;
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
  return async (request: S3Request): Promise<CallAnswer> => {
    const { method, key, query = {}, body = new Uint8Array(), maxAnswerBytes = 0 } = request;
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
      timeoutMs: requestMs,
      maxAnswerBytes,
    });
    if (answer.status !== 200 && answer.status !== 204) throw new BodyStoreError(method, answer.status);
    return answer;
  };
}
