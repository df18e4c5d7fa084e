// What proves a sender beyond its token: at ingest on the bytes, later in the worker on digests of what was presented.
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
import { sampleJob } from '../../../builders.ts';

const KEY = 'a key for tests';
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
  // As Chatwoot documents it, written out once more so that a mistake in our own function shows.
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: `sha256=${hex}` };
}

const presented = (headers: Record<string, string>, body = BODY): PresentedRequest => ({
  headers,
  receivedAtMs: NOW_MS,
  body: Buffer.from(body),
});

/** Both ways must agree: what ingest would have said, and what the worker says of the job. */
function proves(source: Source, headers: Record<string, string>, body = BODY): boolean {
  const atIngest = verifySender(source, presented(headers, body), KEY);
  const unverified = digestRequest(KEY, presented(headers, body));
  const job = sampleJob({ receivedAtMs: NOW_MS, unverified });
  expect(verifyLater(source, { ...job, unverified }, body)).toBe(atIngest);
  return atIngest;
}

test('where nothing is configured, nothing is asked for', () => {
  expect(proves(plain, {})).toBe(true);
  expect(proves(plain, { 'x-secret': 'whatever' })).toBe(true);
});

describe('a header', () => {
  test.each([
    [true, { 'x-secret': 'right' }],
    [false, {}],
    [false, { 'x-secret': '' }],
    [false, { 'x-secret': 'wrong' }],
    [false, { 'x-secret': 'right ' }],
    [false, { 'x-other': 'right' }],
  ])('proves the sender: %s', (expected, headers: Record<string, string>) => {
    expect(proves(withHeader, headers)).toBe(expected);
  });

  test('called like a member of every object proves nothing', () => {
    const source: Source = { ...plain, header: { name: 'constructor', digest: 'x' } };
    expect(proves(source, {})).toBe(false);
  });
});

describe('Chatwoot’s signature', () => {
  test.each(['new secret', 'old secret'])(
    'fits any secret that is set while they are being replaced',
    (secret) => {
      expect(proves(withSignature, chatwoot(secret))).toBe(true);
    },
  );

  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another secret', chatwoot('stolen')],
    ['no timestamp', { 'x-chatwoot-signature': chatwoot('new secret')['x-chatwoot-signature'] ?? '' }],
    ['another prefix', chatwoot('new secret', NOW_MS, BODY, 'x-katalis')],
    [
      'the body alone',
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
  ])('over %s does not fit', (_, headers) => {
    expect(proves(withSignature, headers)).toBe(false);
  });

  test('is over the raw body: another white space is another body', () => {
    expect(proves(withSignature, chatwoot('new secret'), BODY.replace(',', ', '))).toBe(false);
  });

  test.each([
    [0, true],
    [-299, true],
    [299, true],
    [-301, false],
    [301, false],
  ])('%i s old at receipt is taken: %s', (ageSeconds, expected) => {
    expect(proves(withSignature, chatwoot('new secret', NOW_MS - ageSeconds * 1000))).toBe(expected);
  });

  test('has the prefix that a white label gave it', () => {
    const source: Source = { ...plain, signature: { prefix: 'X-Katalis.app', secrets: ['s'] } };
    expect(proves(source, chatwoot('s', NOW_MS, BODY, 'x-katalis.app'))).toBe(true);
  });
});

test('where both are configured, both are required', () => {
  const both: Source = {
    ...withHeader,
    ...(withSignature.signature && { signature: withSignature.signature }),
  };
  const signed = chatwoot('new secret');
  expect(proves(both, { ...signed, 'x-secret': 'right' })).toBe(true);
  expect(proves(both, signed)).toBe(false);
  expect(proves(both, { 'x-secret': 'right' })).toBe(false);
});

test('what a job carries of the proofs holds no value but time stamps', () => {
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
