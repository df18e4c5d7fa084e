// Objects of one bucket by signed requests.
import type { CallAnswer } from '../../http/client.ts';
import { hostOf, replacedEndpoint } from './endpoint.ts';
import { RefusedError, type SignedRequest, signedClient } from './signed-client.ts';

export interface BucketOptions {
  readonly bucket: string;
  readonly region: string;
  /** For one request, its tries included, from its start to the last byte of the answer. */
  readonly requestMs: number;
}

export interface S3Request extends Pick<SignedRequest, 'query' | 'body' | 'maxAnswerBytes' | 'signal'> {
  readonly method: 'PUT' | 'GET' | 'DELETE';
  /** Without characters that a URL must escape; empty for the bucket itself. */
  readonly key: string;
}

/** Two requests with the same effect are as one. So each is tried again when S3 is busy or does not answer. */
const ATTEMPTS = 3;

/** @throws {RefusedError} for an answer that is not a success, {NoAnswerError} without an answer. */
export function signedS3({ bucket, region, requestMs }: BucketOptions) {
  const endpoint = replacedEndpoint('s3');
  const client = signedClient({
    service: 's3',
    region,
    origin: new URL(endpoint ?? `https://${bucket}.${hostOf('s3', region)}`),
    limits: { attempts: ATTEMPTS, requestMs, totalMs: requestMs },
  });
  // Behind another endpoint the bucket is a part of the path.
  const folder = endpoint === undefined ? '/' : `/${bucket}/`;

  return async ({ key, ...request }: S3Request): Promise<CallAnswer> => {
    const answer = await client({ ...request, path: `${folder}${key}` });
    if (answer.status !== 200 && answer.status !== 204) throw new RefusedError('s3', answer);
    return answer;
  };
}
