// HMAC-SHA256 with a label for each use, so that a token for one use is not valid for another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** base64url of the HMAC of label and parts. Queue attributes and logs contain it instead of the parts. */
export function hmac(key: string, label: string, parts: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([label, ...parts]))
    .digest('base64url');
}

/** Compares in constant time. */
export function isSame(presented: string, expected: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
