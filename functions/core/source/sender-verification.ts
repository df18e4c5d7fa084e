// What proves a sender beyond the token in the URL: a header with a fixed value, a signature over the raw body.
// What is configured is required. Checked at ingest, on the bytes; where the settings could not be read there, by
// the worker, on digests of what was presented.
import { createHash, createHmac } from 'node:crypto';
import { isSame } from '../../runtime/hmac.ts';
import type { Job } from '../delivery/job.ts';
import { headerDigest } from './header-digest.ts';
import type { Source } from './source.ts';

/** Chatwoot's documents suggest about five minutes; older ones may be replayed by whoever has seen one. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

export interface PresentedRequest {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAtMs: number;
  readonly body: Uint8Array;
}

type Unchecked = NonNullable<Job['unchecked']>;

/** Headers that every request has, and that prove nothing. */
const COMMON =
  /^(accept|accept-encoding|connection|content-length|content-type|host|user-agent|via|forwarded|x-forwarded-.*|x-amzn-.*)$/;
const MAX_HEADERS = 40;

/** Digests of what was presented, for a check to be made later. */
export function digestHeaders(key: string, { headers }: PresentedRequest): Unchecked {
  const named = Object.entries(headers)
    .filter(([name]) => !COMMON.test(name))
    .slice(0, MAX_HEADERS);
  const ending = (suffix: string) => named.filter(([name]) => name.endsWith(suffix));
  return {
    headers: Object.fromEntries(named.map(([name, value]) => [name, headerDigest(key, name, value)])),
    signatures: Object.fromEntries(ending('-signature').map(([name, value]) => [name, sha256(value)])),
    timestamps: Object.fromEntries(ending('-timestamp')),
  };
}

/** At ingest. */
export function verifySender(source: Source, presented: PresentedRequest, key: string): boolean {
  return proves(source, digestHeaders(key, presented), presented);
}

/** In the worker: the body's bytes are those that came, for what is not valid UTF-8 was refused. */
export function verifyLater(
  source: Source,
  job: Job & { readonly unchecked: Unchecked },
  body: string,
): boolean {
  return proves(source, job.unchecked, { receivedAtMs: job.receivedAtMs, body: Buffer.from(body) });
}

function proves(
  { header, signature }: Source,
  { headers, signatures, timestamps }: Unchecked,
  { receivedAtMs, body }: Pick<PresentedRequest, 'receivedAtMs' | 'body'>,
): boolean {
  if (header && !isSame(own(headers, header.name.toLowerCase()), header.digest)) return false;
  if (!signature) return true;
  const prefix = signature.prefix.toLowerCase();
  const timestamp = own(timestamps, `${prefix}-timestamp`);
  if (!isInWindow(timestamp, receivedAtMs)) return false;
  const presented = own(signatures, `${prefix}-signature`);
  // Every secret is tried, so that time does not tell which one is in use.
  const matches = signature.secrets.map((secret) =>
    isSame(presented, sha256(chatwootSignature(secret, timestamp, body))),
  );
  return matches.includes(true);
}

/** https://developers.chatwoot.com: `sha256=` and the hex HMAC of timestamp, dot and raw body. */
export function chatwootSignature(secret: string, timestamp: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function isInWindow(timestamp: string, receivedAtMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(receivedAtMs - Number(timestamp) * 1000) <= SIGNATURE_WINDOW_MS;
}

function own(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : '';
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('base64url');
