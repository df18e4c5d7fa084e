// Everything made from the deployment's one key: URL tokens and conversation references. Each use has a label
// of its own inside the HMAC, so that a value made for one can never be presented as another.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Source } from './domain/source.ts';

function mac(key: string, label: string, ...parts: string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([label, ...parts]))
    .digest('base64url');
}

/** The token of a source's URL: `<platform>.<generation>.<HMAC>`, safe in a query as it is. */
export function sourceToken(key: string, source: Pick<Source, 'id' | 'platform' | 'generation'>): string {
  const { id, platform, generation } = source;
  return `${platform}.${generation}.${mac(key, 'source', id, platform, String(generation))}`;
}

/** Compares in constant time, whatever was presented. */
export function isTokenOf(
  key: string,
  source: Pick<Source, 'id' | 'platform' | 'generation'>,
  presented: string,
): boolean {
  const digest = (value: string) => createHmac('sha256', key).update(value).digest();
  return timingSafeEqual(digest(presented), digest(sourceToken(key, source)));
}

/** The URL that a user pastes into the platform. `baseUrl` comes with or without a slash at its end. */
export function sourceUrl(
  baseUrl: string,
  key: string,
  source: Pick<Source, 'id' | 'platform' | 'generation'>,
): string {
  return `${baseUrl.replace(/\/+$/, '')}/hooks/${source.id}?token=${sourceToken(key, source)}`;
}

/** A keyed hash of parts that may not be shown: what a queue's attributes and logs hold instead. */
export function keyedDigest(key: string, label: string, parts: readonly string[]): string {
  return mac(key, label, ...parts);
}

/**
 * The reference that stands for a conversation wherever others can look: logs, queue attributes, table keys.
 * `conversation` is the platform's own identification of it (for Treble the session id, a bearer secret).
 * 192 bits of the HMAC: short enough to read, long enough never to collide.
 */
export function conversationReference(key: string, conversation: readonly string[]): string {
  return keyedDigest(key, 'conversation', conversation).slice(0, 32);
}
