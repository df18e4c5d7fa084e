// What a source's settings ask of a webhook at ingest, and what is done while nobody can read them.
import { describe, expect, test } from 'vitest';
import { headerDigest } from '../../../functions/core/source/header-digest.ts';
import { chatwootSignature } from '../../../functions/core/source/sender-verification.ts';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { type Reading, readDelivery } from '../../../functions/ingest/read-delivery.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import { KEY, waitingBody, webhook } from './webhook.ts';

const crm = newSource('crm', 'trino', false);
const RECEIVED_AT_MS = 1_893_456_000_000;

interface Posting {
  readonly source: Pick<Source, 'id' | 'platform' | 'generation'>;
  readonly sources: readonly Source[] | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function read({ source, sources, headers, body = '{"event":"x"}' }: Posting): Reading {
  const token = sourceToken(KEY, source);
  const event = webhook({
    source: source.id,
    token,
    body,
    receivedAtMs: RECEIVED_AT_MS,
    ...(headers && { headers }),
  });
  return readDelivery(readWebhookRequest(event), { key: KEY, sources, newId: () => 'delivery-1' });
}

const outcome = (posting: Posting): string => {
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
  ])('of generation %i while 2 is being replaced by 3: %s', (generation, expected) => {
    expect(outcome({ source: { ...crm, generation }, sources: [rotating] })).toBe(expected);
  });

  test('of another platform is wrong, even for the right source', () => {
    expect(outcome({ source: { ...crm, platform: 'treble' }, sources: [crm] })).toBe('unauthorized');
  });

  test('of a source that was removed leads nowhere', () => {
    expect(outcome({ source: crm, sources: [{ ...crm, removed: true }] })).toBe('not_found');
    expect(outcome({ source: crm, sources: [] })).toBe('not_found');
  });

  test('of a source that is switched off is acknowledged all the same', () => {
    expect(outcome({ source: crm, sources: [{ ...crm, enabled: false }] })).toBe('delivery');
  });
});

test('a header that is configured is required', () => {
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

test('a signature is verified over the raw bytes, before they are read', () => {
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

describe('while the settings have never been read', () => {
  const guess = (source: Posting['source'], body: string) => {
    const reading = read({ source, sources: undefined, body, headers: { 'x-secret': 'right' } });
    return reading.kind === 'delivery' ? reading.delivery.job : reading;
  };

  test('an authentic token is enough, and the job is marked to be checked', () => {
    expect(guess(crm, '{"event":"x"}')).toMatchObject({
      unverified: { headers: { 'x-secret': expect.any(String) } },
    });
    expect(JSON.stringify(guess(crm, '{"event":"x"}'))).not.toContain('right');
  });

  test('a Treble source that nobody knows is taken for one that waits, a first source for what it is', () => {
    const unknown = { id: 'kyc', platform: 'treble', generation: 1 } as const;
    expect(guess(unknown, waitingBody('s'))).toMatchObject({ wait: { sessionId: 's' } });
    const events = { id: 'treble-events', platform: 'treble', generation: 1 } as const;
    expect(guess(events, waitingBody('s'))).not.toHaveProperty('wait');
  });

  test('a token that is not ours is still refused', () => {
    const request = readWebhookRequest(webhook({ source: 'crm', token: 'trino.1.wrong', body: '{}' }));
    const reading = readDelivery(request, { key: KEY, sources: undefined, newId: () => 'd' });
    expect(reading).toEqual({ kind: 'refused', refusal: 'unauthorized' });
  });
});
