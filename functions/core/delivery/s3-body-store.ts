// Bodies that are too large for a queue, in the bucket.

import { type BucketOptions, signedS3 } from '../../runtime/aws/signed/s3.ts';
import { RefusedError } from '../../runtime/aws/signed/signed-client.ts';
import { BodyMissingError, type BodyStore } from './body-store.ts';
import { MAX_BODY_BYTES } from './job.ts';

export function s3Bodies(options: BucketOptions): BodyStore {
  const s3 = signedS3(options);
  return {
    ...s3BodyWriter(options),

    async get(key) {
      const answer = await s3({ method: 'GET', key, maxAnswerBytes: MAX_BODY_BYTES }).catch((error) => {
        throw isMissing(error) ? new BodyMissingError('The stored body is gone.', { cause: error }) : error;
      });
      if (answer.body === undefined) throw new RefusedError('s3', answer);
      return answer.body;
    },
  };
}

/** Stores only: all that ingest does. */
export function s3BodyWriter(options: BucketOptions): Pick<BodyStore, 'put'> {
  const s3 = signedS3(options);
  return {
    async put(key, body, signal) {
      await s3({ method: 'PUT', key, body, signal });
    },
  };
}

/**
 * To a role that may not list the bucket, as the worker's, S3 answers 403 `AccessDenied` for a key that does not exist. It
 * cannot be told from a role that may not read. The stack gives the role its right, so the key is the likely cause; if
 * somebody took the right away, the entries in the error log can be replayed when it is back. A 403 for another reason,
 * for example a wrong clock, says nothing about the key.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function isMissing(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return false;
  const { status, reason = 'AccessDenied' } = error;
  return status === 404 || (status === 403 && reason === 'AccessDenied');
}
