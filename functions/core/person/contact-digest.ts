import { hmac } from '../../runtime/hmac.ts';
import { type Contact, isOfSource } from './contact.ts';

/**
 * What stands for a person in jobs, sessions, the error log and the names of stored bodies: enough to find all that
 * is held of one, and nothing by itself. 96 bits: it must not meet another by chance among those of one deployment.
 * A platform's own id means somebody only within its source.
 */
export function contactDigest(key: string, sourceId: string, contact: Contact): string {
  return hmac(key, 'contact', [isOfSource(contact) ? sourceId : '', contact]).slice(0, 16);
}
