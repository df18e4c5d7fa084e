// Bodies that are too large for a queue, in the bucket.

import { BodyStoreError, type BucketOptions, signedS3 } from '../../runtime/aws/signed-s3.ts';
import { NoAnswerError } from '../../runtime/http/client.ts';
import type { BodyStore } from './body-store.ts';
import { MAX_BODY_BYTES } from './job.ts';

export function s3Bodies(options: BucketOptions): BodyStore {
  const s3 = signedS3(options);
  return {
    async put(key, body, signal) {
      await Promise.race([s3({ method: 'PUT', key, body }), aborted(signal)]);
    },
    async get(key) {
      const { body } = await s3({ method: 'GET', key, maxAnswerBytes: MAX_BODY_BYTES });
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
