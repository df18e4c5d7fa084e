// HMAC-SHA256 with a label for each use, so that a value made for one use can never be presented as another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** base64url of the HMAC over the label and the parts. What queue attributes and logs hold instead of the parts. */
export function hmac(key: string, label: string, parts: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([label, ...parts]))
    .digest('base64url');
}

/** Compares in constant time, whatever was presented. */
export function isSame(presented: string, expected: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
