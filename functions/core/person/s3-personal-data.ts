// Finds stored bodies by their names, which begin with the digests of the people they are about. The whole bucket is listed,
// 1000 names at a time: large bodies are few, and each name may hold several digests.

import { type BucketOptions, signedS3 } from '../../runtime/aws/signed/s3.ts';
import { RefusedError } from '../../runtime/aws/signed/signed-client.ts';
import type { PersonalDataMatch, PersonalDataStore } from './personal-data-store.ts';

/** A listing of 1000 names has about a third of this. */
const MAX_LISTING_BYTES = 1024 * 1024;

export function s3PersonalBodies(options: BucketOptions): PersonalDataStore {
  const s3 = signedS3(options);
  return {
    async find(contacts, from) {
      const query = { 'list-type': '2', ...(from !== undefined && { 'continuation-token': from }) };
      const answer = await s3({ method: 'GET', key: '', query, maxAnswerBytes: MAX_LISTING_BYTES });
      const { body } = answer;
      if (body === undefined) throw new RefusedError('s3', answer);
      const listed = [...body.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => entry);
      const next = element(body, 'NextContinuationToken');
      return {
        scanned: listed.length,
        found: listed.flatMap((entry) => heldBody(entry, contacts)),
        ...(next !== undefined && { next }),
      };
    },

    async erase({ key }) {
      await s3({ method: 'DELETE', key });
      return true;
    },
  };
}

function heldBody(entry: string, contacts: readonly string[]): PersonalDataMatch[] {
  const key = element(entry, 'Key');
  const [persons, deliveryId] = key?.split('/') ?? [];
  if (
    key === undefined ||
    persons === undefined ||
    deliveryId === undefined ||
    !persons.split('.').some((one) => contacts.includes(one))
  )
    return [];
  const storedAtMs = Date.parse(element(entry, 'LastModified') ?? '');
  return [{ kind: 'body', key, deliveryId, ...(!Number.isNaN(storedAtMs) && { storedAtMs }) }];
}

/** S3 escapes as XML does; of that, its tokens and our names can hold nothing but an ampersand. */
function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&amp;', '&');
}
