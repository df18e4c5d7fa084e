// Everything made from the deployment's one key: tokens of URLs and conversation references. Each use has a label
// of its own inside the HMAC, so that a value made for one can never be presented as another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Contact, isOfSource } from './domain/contact.ts';
import { PLATFORMS, type Platform, type Source } from './domain/source.ts';

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

/** What a token says of itself, once it has proved to be one of ours for this source id. */
export interface Token {
  readonly platform: Platform;
  readonly generation: number;
}

/** Undefined when the token is not ours, or another source's. Compares in constant time. */
export function readToken(key: string, sourceId: string, presented: string): Token | undefined {
  const [platformName, generationText] = presented.split('.');
  const platform = PLATFORMS.find((name) => name === platformName);
  const generation = /^[1-9]\d{0,8}$/.test(generationText ?? '') ? Number(generationText) : undefined;
  if (!platform || !generation) return undefined;
  const right = sourceToken(key, { id: sourceId, platform, generation });
  return isSame(presented, right) ? { platform, generation } : undefined;
}

/** Which cycle of which session a resume URL decides. */
export interface ResumeTarget {
  /** The conversation's reference. */
  readonly ref: string;
  readonly cycle: number;
  /** When the cycle's delivery was received. */
  readonly receivedAtMs: number;
}

/** The URL where a processor posts its result later: the same for every call of one cycle. */
export function resumeUrl(baseUrl: string, key: string, target: ResumeTarget): string {
  return `${baseUrl.replace(/\/+$/, '')}/resume?token=${resumeToken(key, target)}`;
}

/** `<reference>.<cycle>.<received at, in base 36>.<HMAC>`, safe in a query as it is. */
function resumeToken(key: string, { ref, cycle, receivedAtMs }: ResumeTarget): string {
  const parts = [ref, String(cycle), receivedAtMs.toString(36)];
  return [...parts, mac(key, 'resume', ...parts)].join('.');
}

/** Undefined when the token is not ours. Whether its cycle still waits is for the session to say. */
export function readResumeToken(key: string, presented: string): ResumeTarget | undefined {
  const [ref = '', cycleText = '', receivedText = ''] = presented.split('.');
  const target = { ref, cycle: Number(cycleText), receivedAtMs: Number.parseInt(receivedText, 36) };
  if (!Number.isSafeInteger(target.cycle) || !Number.isSafeInteger(target.receivedAtMs)) return undefined;
  return isSame(presented, resumeToken(key, target)) ? target : undefined;
}

/** In constant time, whatever was presented. */
export function isSame(presented: string, expected: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(presented), digest(expected));
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
 * `conversation` is the platform's own identification of it (for Treble the session id, a bearer secret). Treble's
 * ids are unique; those of the other platforms repeat from account to account, so they count within their source.
 * 192 bits of the HMAC: short enough to read, long enough never to collide. It never starts with a dash, which a
 * command line would take for an option.
 */
export function conversationReference(
  key: string,
  { id, platform }: Pick<Source, 'id' | 'platform'>,
  conversation: readonly string[],
): string {
  const parts = platform === 'treble' ? conversation : [id, ...conversation];
  return keyedDigest(key, 'conversation', parts).replace(/^-+/, '').slice(0, 32);
}

/**
 * What stands for a person in jobs, sessions, the error log and the names of stored bodies: enough to find all that
 * is held of one, and nothing by itself. 96 bits: it must not meet another by chance among those of one deployment.
 * A platform's own id means somebody only within its source.
 */
export function contactDigest(key: string, sourceId: string, contact: Contact): string {
  return keyedDigest(key, 'contact', [isOfSource(contact) ? sourceId : '', contact]).slice(0, 16);
}

/** What stands in the settings, and in a job, for the value of a header that proves the sender. */
export function headerDigest(key: string, name: string, value: string): string {
  return keyedDigest(key, 'header', [name.toLowerCase(), value]);
}

/** The secret that a source's processor checks our signature with, as Standard Webhooks writes it. */
export function processorSecret(key: string, sourceId: string, generation = 1): string {
  // The first had no number before there was a second, and must stay what it was.
  const parts = generation === 1 ? [sourceId] : [sourceId, String(generation)];
  const bytes = Buffer.from(keyedDigest(key, 'processor', parts), 'base64url');
  return `whsec_${bytes.toString('base64')}`;
}

/** Those that sign for a source now, the newest first: two while a rotation is under way. */
export function processorSecrets(
  key: string,
  { id, secretGeneration = 1, lowestSecretGeneration = 1 }: ProcessorSecretSettings,
): string[] {
  const count = secretGeneration - lowestSecretGeneration + 1;
  return Array.from({ length: count }, (_, back) => processorSecret(key, id, secretGeneration - back));
}

type ProcessorSecretSettings = Pick<Source, 'id' | 'secretGeneration' | 'lowestSecretGeneration'>;
