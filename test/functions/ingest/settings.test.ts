// What the settings of a source require of a webhook at ingest, and what happens while they cannot be read.
import { describe, expect, test } from 'vitest';
import { mayBeAnswered } from '../../../functions/core/delivery/job.ts';
import { headerDigest } from '../../../functions/core/source/header-digest.ts';
import { chatwootSignature } from '../../../functions/core/source/sender-verification.ts';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { type Reading, readDelivery } from '../../../functions/ingest/read-delivery.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import { KEY, waitingBody, webhook } from './webhook.ts';

const crm = newSource('crm', 'trino', false);
const RECEIVED_AT_MS = 1_893_456_000_000;

interface Post {
  readonly source: Pick<Source, 'id' | 'platform' | 'generation'>;
  readonly sources: readonly Source[] | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function read({ source, sources, headers, body = '{"event":"x"}' }: Post): Reading {
  const token = sourceToken(KEY, source);
  const event = webhook({
    source: source.id,
    token,
    body,
    receivedAtMs: RECEIVED_AT_MS,
    ...(headers && { headers }),
  });
  return readDelivery(readWebhookRequest(event), { keys: KEY, sources, newId: () => 'delivery-1' });
}

const outcome = (posting: Post): string => {
  const reading = read(posting);
  return reading.kind === 'refused' ? reading.refusal : reading.kind;
};

describe('a token', () => {
  const rotating: Source = { ...crm, generation: 3, lowestGeneration: 2 };

  test.each([
    [1, 'unauthorized'],
    [2, 'delivery'],
    [3, 'delivery'],
    [4, 'unauthorized'],
  ])('of generation %i during a rotation from 2 to 3: %s', (generation, expected) => {
    expect(outcome({ source: { ...crm, generation }, sources: [rotating] })).toBe(expected);
  });

  test('of another platform is refused, also for the right source', () => {
    expect(outcome({ source: { ...crm, platform: 'treble' }, sources: [crm] })).toBe('unauthorized');
  });

  test('of a removed source is not found', () => {
    expect(outcome({ source: crm, sources: [{ ...crm, removed: true }] })).toBe('not_found');
    expect(outcome({ source: crm, sources: [] })).toBe('not_found');
  });

  test('of a disabled source is acknowledged', () => {
    expect(outcome({ source: crm, sources: [{ ...crm, enabled: false }] })).toBe('delivery');
  });
});

test('a configured header is required', () => {
  const botmaker: Source = {
    ...newSource('bot', 'botmaker', false),
    header: { name: 'auth-bm-token', digest: headerDigest(KEY, 'auth-bm-token', 'right') },
  };
  const post = (headers?: Record<string, string>) =>
    outcome({ source: botmaker, sources: [botmaker], ...(headers && { headers }) });
  expect(post({ 'Auth-BM-Token': 'right' })).toBe('delivery');
  expect(post({ 'auth-bm-token': 'wrong' })).toBe('unauthorized');
  expect(post()).toBe('unauthorized');
});

test('a signature is verified over the raw bytes, before they are parsed', () => {
  const signed: Source = { ...crm, signature: { prefix: 'X-Chatwoot', secrets: ['s'] } };
  const timestamp = String(RECEIVED_AT_MS / 1000);
  const post = (body: string, over = body) =>
    outcome({
      source: signed,
      sources: [signed],
      body,
      headers: {
        'x-chatwoot-timestamp': timestamp,
        'x-chatwoot-signature': chatwootSignature('s', timestamp, Buffer.from(over)),
      },
    });
  expect(post('{"event":"x", "t":"ñ 😀"}')).toBe('delivery');
  expect(post('{"event":"x"}', '{"event":"y"}')).toBe('unauthorized');
  expect(post('no JSON', 'another')).toBe('unauthorized');
  expect(post('no JSON')).toBe('not_json');
});

describe('while the settings were never read', () => {
  const readUnread = (source: Post['source'], body: string) => {
    const reading = read({ source, sources: undefined, body, headers: { 'x-secret': 'right' } });
    return reading.kind === 'delivery' ? reading.delivery.job : reading;
  };

  test('a valid token is sufficient, and the job is marked as unverified', () => {
    expect(readUnread(crm, '{"event":"x"}')).toMatchObject({
      unverified: { headers: { 'x-secret': expect.any(String) } },
    });
    expect(JSON.stringify(readUnread(crm, '{"event":"x"}'))).not.toContain('right');
  });

  test('an unknown Treble source is treated as waiting, and a first source by its default', () => {
    const unknown = { id: 'kyc', platform: 'treble', generation: 1 } as const;
    expect(readUnread(unknown, waitingBody('s'))).toMatchObject({ wait: { sessionId: 's' } });
    const events = { id: 'treble-events', platform: 'treble', generation: 1 } as const;
    expect(readUnread(events, waitingBody('s'))).not.toHaveProperty('wait');
  });

  test('a customer’s message may deserve an answer: it stays among the events, and a repeat is one', () => {
    const unknown = { id: 'chat', platform: 'trino', generation: 1 } as const;
    const body = JSON.stringify({
      event: 'message_created',
      id: 7,
      message_type: 'incoming',
      content: 'hola',
      account: { id: 4 },
      conversation: { id: 9, status: 'pending' },
      sender: { id: 1, type: 'contact' },
    });
    const reading = read({ source: unknown, sources: undefined, body });
    const delivery = reading.kind === 'delivery' ? reading.delivery : undefined;
    expect(delivery?.job).toMatchObject({ unverified: {}, wait: { message: expect.any(String) } });
    expect(delivery && mayBeAnswered(delivery.job)).toBe(true);
    expect(delivery?.deduplicationId).toBe(delivery?.job.eventId);
  });

  test('an invalid token is still refused', () => {
    const request = readWebhookRequest(webhook({ source: 'crm', token: 'trino.1.wrong', body: '{}' }));
    const reading = readDelivery(request, { keys: KEY, sources: undefined, newId: () => 'd' });
    expect(reading).toEqual({ kind: 'refused', refusal: 'unauthorized' });
  });
});
