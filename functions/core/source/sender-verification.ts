// Verifies a sender beyond the token in the URL: a header with a fixed value, a signature over the raw body. What is
// configured is required. Ingest verifies the bytes themselves. Where it could not read the settings, the worker verifies
// digests of what was presented, and that the URL is not revoked.
import { createHmac } from 'node:crypto';
import { isSame, sha256 } from '../../runtime/hmac.ts';
import type { Job, Unverified } from '../delivery/job.ts';
import type { ReferenceKey } from '../key/keys.ts';
import { SIGNATURE_WINDOW_MS } from '../policy.ts';
import { headerDigest } from './header-digest.ts';
import type { Source } from './source.ts';
import { isAccepted } from './source-url.ts';

export interface PresentedRequest {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAtMs: number;
  readonly body: Uint8Array;
}

/** Headers that every request has. They verify nobody. */
const COMMON =
  /^(accept|accept-encoding|connection|content-length|content-type|host|user-agent|via|forwarded|x-forwarded-.*|x-amzn-.*)$/;
const MAX_HEADERS = 40;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Digests of what was presented, for a later verification. */
export function digestRequest(
  key: ReferenceKey,
  { headers, body }: Omit<PresentedRequest, 'receivedAtMs'>,
): Unverified {
  const named = Object.entries(headers)
    .filter(([name]) => !COMMON.test(name))
    .slice(0, MAX_HEADERS);
  const ending = (suffix: string) => named.filter(([name]) => name.endsWith(suffix));
  return {
    headers: Object.fromEntries(named.map(([name, value]) => [name, headerDigest(key, name, value)])),
    signatures: Object.fromEntries(ending('-signature').map(([name, value]) => [name, sha256(value)])),
    timestamps: Object.fromEntries(ending('-timestamp')),
    ...(BYTE_ORDER_MARK.equals(body.subarray(0, BYTE_ORDER_MARK.length)) && { byteOrderMark: true }),
  };
}

/** For ingest. */
export function verifySender(source: Source, presented: PresentedRequest, key: ReferenceKey): boolean {
  return verify(source, digestRequest(key, presented), presented);
}

/**
 * For the worker. `body`: the job's text. Its bytes are those that came, without a byte-order mark: ingest refused what
 * is not UTF-8.
 */
export function verifyLater(
  source: Source,
  job: Pick<Job, 'receivedAtMs' | 'platform'> & { readonly unverified: Unverified },
  body: string,
): boolean {
  const { receivedAtMs, platform, unverified } = job;
  const { generation } = unverified;
  if (generation !== undefined && !isAccepted({ platform, generation }, source)) return false;
  const mark = unverified.byteOrderMark ? [BYTE_ORDER_MARK] : [];
  return verify(source, unverified, { receivedAtMs, body: Buffer.concat([...mark, Buffer.from(body)]) });
}

function verify(
  { header, signature }: Source,
  { headers, signatures, timestamps }: Unverified,
  { receivedAtMs, body }: Pick<PresentedRequest, 'receivedAtMs' | 'body'>,
): boolean {
  if (header && !isSame(own(headers, header.name.toLowerCase()), header.digest)) return false;
  if (!signature) return true;
  const prefix = signature.prefix.toLowerCase();
  const timestamp = own(timestamps, `${prefix}-timestamp`);
  if (!isInWindow(timestamp, receivedAtMs)) return false;
  const presented = own(signatures, `${prefix}-signature`);
  // Every secret is tried, so that the time taken does not show which one is in use.
  const matches = signature.secrets.map((secret) =>
    isSame(presented, sha256(chatwootSignature(secret, timestamp, body))),
  );
  return matches.includes(true);
}

/** https://developers.chatwoot.com: `sha256=` and the hex HMAC of timestamp, dot and raw body. */
export function chatwootSignature(secret: string, timestamp: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** Chatwoot's documents suggest about five minutes. An older signature may be replayed by anybody who has seen it. */
function isInWindow(timestamp: string, receivedAtMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(receivedAtMs - Number(timestamp) * 1000) <= SIGNATURE_WINDOW_MS;
}

/** A header that is missing is the empty text, whose digest equals no other. */
function own(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : '';
}
