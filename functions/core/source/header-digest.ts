import { hmac } from '../../runtime/hmac.ts';

/** Stands for the value of a header that verifies the sender, in the settings and in a job. */
export function headerDigest(key: string, name: string, value: string): string {
  return hmac(key, 'header', [name.toLowerCase(), value]);
}
