// SHA-256, and HMAC-SHA256 with a label for each use, so that a token for one use is not valid for another.
import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** A deployment has a few keys. Making the object of one costs as much as using it. */
const keyObjects = new Map<string, KeyObject>();

/** base64url of the HMAC of label and parts. Queue attributes and logs contain it instead of the parts. */
export function hmac(key: string, label: string, parts: readonly string[]): string {
  const known = keyObjects.get(key) ?? createSecretKey(key, 'utf8');
  keyObjects.set(key, known);
  return createHmac('sha256', known)
    .update(JSON.stringify([label, ...parts]))
    .digest('base64url');
}

/** base64url of the SHA-256 of a text. Anybody can compute it: it hides nothing that can be guessed. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url');

/** Compares in constant time. */
export function isSame(presented: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', presented, 'buffer'), hash('sha256', expected, 'buffer'));
}
