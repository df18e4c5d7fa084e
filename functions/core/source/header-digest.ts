import { hmac } from '../../runtime/hmac.ts';
import type { ReferenceKey } from '../key/keys.ts';

/** Stands for the value of a header that verifies the sender, in the settings and in a job. */
export function headerDigest({ reference }: ReferenceKey, name: string, value: string): string {
  return hmac(reference, 'header', [name.toLowerCase(), value]);
}
