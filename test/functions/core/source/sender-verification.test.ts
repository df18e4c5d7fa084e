// Sender verification: at ingest on the bytes, later in the worker on digests of the request.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { headerDigest } from '../../../../functions/core/source/header-digest.ts';
import {
  digestRequest,
  type PresentedRequest,
  verifyLater,
  verifySender,
} from '../../../../functions/core/source/sender-verification.ts';
import { newSource, type Source } from '../../../../functions/core/source/source.ts';
import { plainKey, sampleJob } from '../../../builders.ts';

const KEY = plainKey('a key for tests');
const NOW_MS = 1_893_456_000_000;
const BODY = '{"event":"message_created","big":12345678901234567890,"t":"ñ 😀"}';

const plain = newSource('trino', 'trino', false);
const withHeader: Source = {
  ...plain,
  header: { name: 'x-secret', digest: headerDigest(KEY, 'x-secret', 'right') },
};
const withSignature: Source = {
  ...plain,
  signature: { prefix: 'X-Chatwoot', secrets: ['new secret', 'old secret'] },
};

function chatwoot(secret: string, atMs = NOW_MS, body = BODY, prefix = 'x-chatwoot'): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  // As Chatwoot documents it, and independent of our function, so that an error there is found.
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: `sha256=${hex}` };
}

const presented = (headers: Record<string, string>, body = BODY): PresentedRequest => ({
  headers,
  receivedAtMs: NOW_MS,
  body: Buffer.from(body),
});

/** Ingest and worker must agree. */
function verifies(source: Source, headers: Record<string, string>, body = BODY): boolean {
  const atIngest = verifySender(source, presented(headers, body), KEY);
  const unverified = digestRequest(KEY, presented(headers, body));
  const job = sampleJob({ receivedAtMs: NOW_MS, unverified });
  expect(verifyLater(source, { ...job, unverified }, body)).toBe(atIngest);
  return atIngest;
}

test('a source without sender verification accepts any sender', () => {
  expect(verifies(plain, {})).toBe(true);
  expect(verifies(plain, { 'x-secret': 'whatever' })).toBe(true);
});

describe('a header', () => {
  test.each([
    [true, { 'x-secret': 'right' }],
    [false, {}],
    [false, { 'x-secret': '' }],
    [false, { 'x-secret': 'wrong' }],
    [false, { 'x-secret': 'right ' }],
    [false, { 'x-other': 'right' }],
  ])('verifies the sender: %s', (expected, headers: Record<string, string>) => {
    expect(verifies(withHeader, headers)).toBe(expected);
  });

  test('with the name of an object’s member verifies nobody', () => {
    const source: Source = { ...plain, header: { name: 'constructor', digest: 'x' } };
    expect(verifies(source, {})).toBe(false);
  });
});

describe('Chatwoot’s signature', () => {
  test.each(['new secret', 'old secret'])(
    'is valid with each configured secret during a rotation: %s',
    (secret) => {
      expect(verifies(withSignature, chatwoot(secret))).toBe(true);
    },
  );

  test.each<[string, Record<string, string>]>([
    ['no headers', {}],
    ['another secret', chatwoot('stolen')],
    ['no timestamp', { 'x-chatwoot-signature': chatwoot('new secret')['x-chatwoot-signature'] ?? '' }],
    ['another prefix', chatwoot('new secret', NOW_MS, BODY, 'x-katalis')],
    [
      'the body without the timestamp',
      {
        ...chatwoot('new secret'),
        'x-chatwoot-signature': `sha256=${createHmac('sha256', 'new secret').update(BODY).digest('hex')}`,
      },
    ],
    [
      'upper case',
      Object.fromEntries(
        Object.entries(chatwoot('new secret')).map(([name, value]) => [name, value.toUpperCase()]),
      ),
    ],
  ])('is invalid with %s', (_, headers) => {
    expect(verifies(withSignature, headers)).toBe(false);
  });

  test('is over the raw body: other white space makes it invalid', () => {
    expect(verifies(withSignature, chatwoot('new secret'), BODY.replace(',', ', '))).toBe(false);
  });

  test.each([
    [0, true],
    [-299, true],
    [299, true],
    [-301, false],
    [301, false],
  ])('with an age of %i s at receipt is valid: %s', (ageSeconds, expected) => {
    expect(verifies(withSignature, chatwoot('new secret', NOW_MS - ageSeconds * 1000))).toBe(expected);
  });

  test('accepts the header prefix of a white label', () => {
    const source: Source = { ...plain, signature: { prefix: 'X-Katalis.app', secrets: ['s'] } };
    expect(verifies(source, chatwoot('s', NOW_MS, BODY, 'x-katalis.app'))).toBe(true);
  });
});

test('a source with header and signature requires both', () => {
  const both: Source = {
    ...withHeader,
    ...(withSignature.signature && { signature: withSignature.signature }),
  };
  const signed = chatwoot('new secret');
  expect(verifies(both, { ...signed, 'x-secret': 'right' })).toBe(true);
  expect(verifies(both, signed)).toBe(false);
  expect(verifies(both, { 'x-secret': 'right' })).toBe(false);
});

test('a job carries digests of the headers, and only timestamps as values', () => {
  const headers: Record<string, string> = {
    'x-secret': 'right',
    authorization: 'Bearer right',
    host: 'right',
    ...chatwoot('new secret'),
  };
  const digests = digestRequest(KEY, presented(headers));
  expect(JSON.stringify(digests)).not.toContain('right');
  expect(JSON.stringify(digests)).not.toContain(headers['x-chatwoot-signature'] ?? 'none');
  expect(Object.keys(digests.headers)).not.toContain('host');
});

test('a byte-order mark is signed as it came, and verified so later too', () => {
  const withMark = `\uFEFF${BODY}`;
  const request = presented(chatwoot('new secret', NOW_MS, withMark), withMark);
  expect(verifySender(withSignature, request, KEY)).toBe(true);
  const unverified = digestRequest(KEY, request);
  const job = sampleJob({ receivedAtMs: NOW_MS, unverified });
  // A job holds the text that the decoder gives, which has no mark.
  expect(verifyLater(withSignature, { ...job, unverified }, BODY)).toBe(true);
  expect(verifyLater(withSignature, { ...job, unverified }, `${BODY} `)).toBe(false);
});
