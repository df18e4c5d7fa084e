// Signs requests to a processor, so that it can verify the sender: https://www.standardwebhooks.com.
import { createHmac } from 'node:crypto';

export interface Signable {
  /** The same on every retry. */
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
}

/** `secrets` have the form `whsec_<base64>`. During a rotation two are valid. */
export function signatureHeaders(
  { id, atMs, body }: Signable,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const sign = (secret: string) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  };
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
