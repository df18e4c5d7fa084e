import { hmac } from '../../runtime/hmac.ts';
import type { ReferenceKey } from '../key/keys.ts';
import { type Contact, isOfSource } from './contact.ts';

/**
 * Stands for a person in jobs, sessions, the error log and the names of stored bodies. It finds the person's data and tells
 * nothing by itself. 96 bits, so that no two people of a deployment share one. A platform's own id counts within its source.
 */
export function contactDigest({ reference }: ReferenceKey, sourceId: string, contact: Contact): string {
  return hmac(reference, 'contact', [isOfSource(contact) ? sourceId : '', contact]).slice(0, 16);
}
