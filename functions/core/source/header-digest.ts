import { hmac } from '../../runtime/hmac.ts';

/** What stands in the settings, and in a job, for the value of a header that proves the sender. */
export function headerDigest(key: string, name: string, value: string): string {
  return hmac(key, 'header', [name.toLowerCase(), value]);
}
