// From request to delivery, or to the reason why not. Checked in this order: source, method, token and header,
// size, signature, JSON. Pure but for the keys' HMACs.
import { conversationReference } from '../core/delivery/conversation-reference.ts';
import { type InboundEvent, unrecognised } from '../core/delivery/event.ts';
import { encodeJob, type Job, MAX_BODY_BYTES, MAX_JOB_BYTES, mayBeAnswered } from '../core/delivery/job.ts';
import type { Keys } from '../core/key/keys.ts';
import { contactDigest } from '../core/person/contact-digest.ts';
import { digestRequest, verifySender } from '../core/source/sender-verification.ts';
import { newSource, type Source } from '../core/source/source.ts';
import { isAccepted, readToken } from '../core/source/source-url.ts';
import { conversationScope, findFirstSource, findPlatform } from '../platforms/list.ts';
import { findReader } from '../platforms/readers.ts';
import { hmac, sha256 } from '../runtime/hmac.ts';
import type { Refusal } from './answer.ts';
import type { WebhookRequest } from './request.ts';

export interface Delivery {
  readonly job: Job;
  /** The job as it goes into queue and table. */
  readonly encoded: string;
  /** The FIFO queue drops a repeat of it for 5 minutes. */
  readonly deduplicationId: string;
  /** Stored before the job, because it is too large for one. */
  readonly storedBody?: { readonly key: string; readonly bytes: Uint8Array };
  /** It came to an agent bot, as far as the settings are known. */
  readonly toAgentBot: boolean | undefined;
}

export type Reading =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'described'; readonly source: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly source?: string };

export interface ReadingContext {
  readonly keys: Keys;
  /** Undefined when the settings have never been read. Then the delivery is accepted, and the worker verifies it. */
  readonly sources: readonly Source[] | undefined;
  newId(): string;
}

export function readDelivery(request: WebhookRequest, context: ReadingContext): Reading {
  const { keys, sources } = context;
  const settings = sources?.find(({ id }) => id === request.sourceId);
  if (sources && (!settings || settings.removed)) return { kind: 'refused', refusal: 'not_found' };
  const id = settings?.id ?? findFirstSource(request.sourceId)?.id;
  const refused = (refusal: Refusal): Reading => ({ kind: 'refused', refusal, ...(id && { source: id }) });
  const { method } = request;
  if (method !== 'POST' && method !== 'GET' && method !== 'HEAD') return refused('method_not_allowed');
  const source = authenticate(request, settings, keys);
  if (!source) return refused('unauthorized');
  if (method !== 'POST') return { kind: 'described', source: source.id };
  if (request.body.byteLength > MAX_BODY_BYTES) return refused('too_large');
  if (settings && !verifySender(settings, request, keys)) return refused('unauthorized');
  const parsed = parse(request.body);
  if (!parsed)
    return refused(mayBeJson(request.headers['content-type']) ? 'not_json' : 'unsupported_media_type');
  return { kind: 'delivery', delivery: makeDelivery(request, source, parsed, context) };
}

/** Verifies the token, which proves platform and generation; then the settings, where they are known. */
function authenticate(
  { sourceId, token: presented }: WebhookRequest,
  settings: Source | undefined,
  keys: Keys,
): Source | undefined {
  const token = readToken(keys, sourceId, presented);
  if (!token) return undefined;
  if (!settings) {
    // Whether this source waits, or answers, is not known yet. The worker reads it from the settings before it does anything.
    const platform = findPlatform(token.platform);
    const waits = findFirstSource(sourceId)?.waits ?? platform?.canWait ?? false;
    return {
      ...newSource(sourceId, token.platform, waits),
      generation: token.generation,
      ...(platform?.canAnswer && { answers: 'on' }),
    };
  }
  return isAccepted(token, settings) ? settings : undefined;
}

interface Parsed {
  readonly text: string;
  readonly value: unknown;
}

function parse(bytes: Uint8Array): Parsed | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A missing content-type is accepted. */
function mayBeJson(contentType: string | undefined): boolean {
  return contentType === undefined || /\bjson\b|^\s*$/i.test(contentType);
}

function makeDelivery(
  request: WebhookRequest,
  source: Source,
  { text, value }: Parsed,
  { keys, sources, newId }: ReadingContext,
): Delivery {
  const { platform } = source;
  const read = findReader(platform) ?? (() => unrecognised(platform, 'unknown_platform'));
  const { wait, deduplicationKey, conversation: parts, contacts = [], ...event } = read(value, text);
  const deliveryId = newId();
  const eventId = deduplicationKey
    ? hmac(keys.reference, 'event', [source.id, ...deduplicationKey])
    : deliveryId;
  const persons = contacts.map((contact) => contactDigest(keys, source.id, contact));
  const referenceOf = (named: readonly string[]) =>
    conversationReference(keys, conversationScope(source), named);
  const conversation = parts ?? ['delivery', deliveryId];
  const job: Job = {
    v: 1,
    deliveryId,
    eventId,
    source: source.id,
    platform,
    receivedAtMs: request.receivedAtMs,
    conversation: referenceOf(conversation),
    ...(persons.length > 0 && { contacts: persons }),
    ...event,
    ...(!sources && { unverified: { ...digestRequest(keys, request), generation: source.generation } }),
    ...(source.waits && wait && { wait: waitOf(wait, source) }),
    ...(isAnswered(source, event) &&
      wait && {
        wait: { ...waitOf(wait, source), message: referenceOf([...conversation, 'message', eventId]) },
      }),
    body: { in: 'job', text },
  };
  // On a waiting source the wait machine recognises repeats: an identical body may be a new visit.
  const about = {
    deduplicationId: job.wait && !mayBeAnswered(job) ? deliveryId : eventId,
    toAgentBot: source.agentBot,
  };
  const encoded = encodeJob(job);
  if (encoded.length <= MAX_JOB_BYTES) return { job, encoded, ...about };
  // The name holds the digests of the person, so that an erasure finds the body without reading it.
  const name = `${persons.join('.') || 'none'}/${deliveryId}`;
  const stored: Job = { ...job, body: { in: 'store', key: name } };
  const storedBody = { key: name, bytes: Buffer.from(text) };
  return { job: stored, encoded: encodeJob(stored), ...about, storedBody };
}

/** Whether each message of a customer is a wait of its own. */
const isAnswered = ({ answers }: Source, { taken }: Pick<InboundEvent, 'taken'>): boolean =>
  answers === 'always' || (answers === 'on' && !taken);

function waitOf(
  { sessionId, effect, identity, hasOwnTime }: NonNullable<InboundEvent['wait']>,
  { deadlineSeconds }: Source,
): NonNullable<Job['wait']> {
  const digest = sha256(JSON.stringify(identity));
  const deadline = deadlineSeconds !== undefined && { deadlineSeconds };
  return { sessionId, effect, identity: digest, hasOwnTime, ...deadline };
}
