// From request to delivery, or to the reason why not. Checked in this order: source, method, token, size, JSON;
// the first three read nothing but the URL. Pure but for the key's HMACs.
import { createHash } from 'node:crypto';
import { inbound } from '../platforms/inbound.ts';
import type { InboundEvent } from '../shared/domain/event.ts';
import { encodeJob, type Job, MAX_JOB_BYTES } from '../shared/domain/job.ts';
import { findSource, type Source } from '../shared/domain/source.ts';
import { conversationReference, isTokenOf, keyedDigest } from '../shared/keyed.ts';
import type { Refusal } from './answer.ts';
import type { WebhookRequest } from './request.ts';

export interface Delivery {
  readonly job: Job;
  /** The job as it goes into queue and table. */
  readonly encoded: string;
  /** What the FIFO queue tells repeats by, for 5 minutes. */
  readonly deduplicationId: string;
}

export type Reading =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'introduced'; readonly source: Source }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly source?: Source };

export function readDelivery(request: WebhookRequest, key: string, newId: () => string): Reading {
  const source = findSource(request.sourceId);
  if (!source) return { kind: 'refused', refusal: 'not_found' };
  const refused = (refusal: Refusal): Reading => ({ kind: 'refused', refusal, source });
  const { method } = request;
  if (method !== 'POST' && method !== 'GET' && method !== 'HEAD') return refused('method_not_allowed');
  if (!isTokenOf(key, source, request.token)) return refused('unauthorized');
  if (method !== 'POST') return { kind: 'introduced', source };
  if (request.body.byteLength > MAX_JOB_BYTES) return refused('too_large');
  const parsed = parse(request.body);
  if (!parsed) return refused(saysJson(request.contentType) ? 'not_json' : 'unsupported_media_type');
  const delivery = makeDelivery(request, source, parsed, key, newId());
  return delivery.encoded.length > MAX_JOB_BYTES ? refused('too_large') : { kind: 'delivery', delivery };
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

/** No type at all says nothing against JSON; platforms have been seen to send text/plain. */
function saysJson(contentType: string | undefined): boolean {
  return contentType === undefined || /\bjson\b|^text\/plain\b|^\s*$/i.test(contentType);
}

function makeDelivery(
  request: WebhookRequest,
  source: Source,
  { text, value }: Parsed,
  key: string,
  deliveryId: string,
): Delivery {
  const event = inbound[source.platform](value, text);
  const job: Job = {
    v: 1,
    deliveryId,
    source: source.id,
    platform: source.platform,
    receivedAtMs: request.receivedAtMs,
    conversation: conversationReference(key, event.conversation ?? ['delivery', deliveryId]),
    type: event.type,
    ...(event.unrecognised !== undefined && { unrecognised: event.unrecognised }),
    ...(source.waits && event.wait && { wait: waitOf(event.wait) }),
    body: text,
  };
  return { job, encoded: encodeJob(job), deduplicationId: deduplicationId(job, event, key) };
}

function waitOf({ sessionId, effect, identity, hasOwnTime }: NonNullable<InboundEvent['wait']>): Job['wait'] {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
  return { sessionId, effect, identity: digest, hasOwnTime };
}

/** On a waiting source a repeat is for the wait machine to tell: an identical body may be a new visit. */
function deduplicationId(job: Job, { sameness }: InboundEvent, key: string): string {
  return sameness && !job.wait ? keyedDigest(key, 'event', [job.source, ...sameness]) : job.deliveryId;
}
