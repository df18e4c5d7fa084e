// Signs requests to a processor, so that it can verify the sender: https://www.standardwebhooks.com.
import { createHmac } from 'node:crypto';
import type { CallRequest } from '../../runtime/http/client.ts';

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

/** The POST that brings a CloudEvent to an endpoint. */
export const signedEvent = (
  origin: URL,
  event: Signable,
  secrets: readonly string[],
): Required<Pick<CallRequest, 'origin' | 'path' | 'body' | 'headers'>> => ({
  origin,
  path: `${origin.pathname}${origin.search}`,
  body: event.body,
  headers: {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    ...signatureHeaders(event, secrets),
  },
});
