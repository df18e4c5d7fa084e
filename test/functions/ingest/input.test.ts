// How ingest reads a request: the order of the refusals, and unusual bodies. Nothing is stored here.
import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_JOB_BYTES, parseJob } from '../../../functions/core/delivery/job.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { refusedWebhook } from '../../../functions/ingest/answer.ts';
import { type Delivery, readDelivery } from '../../../functions/ingest/read-delivery.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import { FIRST_SOURCES, findFirstSource } from '../../../functions/platforms/list.ts';
import { plainKey } from '../../builders.ts';
import { KEY, type WebhookOptions, waitingBody, webhook } from './webhook.ts';

const context = { keys: KEY, sources: FIRST_SOURCES, newId: () => 'delivery-1' };
const read = (options: WebhookOptions) => readDelivery(readWebhookRequest(webhook(options)), context);

function delivery(options: WebhookOptions): Delivery {
  const reading = read(options);
  if (reading.kind !== 'delivery') throw new Error(`refused: ${JSON.stringify(reading)}`);
  return reading.delivery;
}

function refusal(options: WebhookOptions): string {
  const reading = read(options);
  return reading.kind === 'refused' ? reading.refusal : reading.kind;
}

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('refusals', () => {
  test.each<[string, number, WebhookOptions]>([
    ['an unknown source', 404, { source: 'missing', body: '{}' }],
    ['a wrong method', 405, { method: 'PUT', body: '{}' }],
    ['a wrong token', 401, { token: 'treble.1.wrong', body: '{}' }],
    ['an empty token', 401, { token: '', body: '{}' }],
    ['a body over the limit', 413, { body: JSON.stringify({ a: 'x'.repeat(MAX_BODY_BYTES) }) }],
    ['a body that is not JSON', 400, { body: '{"a":' }],
    ['an empty body', 400, { body: '' }],
    ['no body', 400, {}],
    [
      'a body that is not JSON with another content-type',
      415,
      { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
  ])('%s is answered with %i and a JSON body with the reason', (_, status, options) => {
    const reading = read(options);
    if (reading.kind !== 'refused') throw new Error('accepted');
    const answer = refusedWebhook(reading.refusal);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String), message: expect.any(String) });
  });

  test('are checked in the order source, method, token, size, JSON', () => {
    const wrong = { method: 'PUT', token: 'wrong', body: 'x'.repeat(MAX_BODY_BYTES + 1) };
    expect(refusal({ ...wrong, source: 'missing' })).toBe('not_found');
    expect(refusal(wrong)).toBe('method_not_allowed');
    expect(refusal({ ...wrong, method: 'POST' })).toBe('unauthorized');
    const { token, ...authentic } = wrong;
    expect(refusal({ ...authentic, method: 'POST' })).toBe('too_large');
  });

  test('a token of another source, platform or generation, or a longer one, is refused', () => {
    const treble = findFirstSource('treble');
    const events = findFirstSource('treble-events');
    if (!treble || !events) throw new Error('no source');
    const right = sourceToken(KEY, treble);
    expect(refusal({ token: right, body: '{}' })).toBe('delivery');
    for (const token of [
      sourceToken(KEY, events),
      sourceToken(KEY, { ...treble, generation: 2 }),
      sourceToken(KEY, { ...treble, platform: 'trino' }),
      sourceToken(plainKey('another key'), treble),
      `${right}x`,
      right.slice(0, -1),
      `${right},${right}`,
    ]) {
      expect(refusal({ token, body: '{}' })).toBe('unauthorized');
    }
  });

  test('the answer to a failed verification gives no reason', () => {
    expect(refusedWebhook('unauthorized').body).toBe('{"error":"unauthorized","message":"Unauthorized"}');
  });

  test('a GET with the right token returns the name of the source, with a wrong token it is refused', () => {
    expect(read({ method: 'GET' })).toEqual({ kind: 'described', source: 'treble' });
    expect(refusal({ method: 'GET', token: 'wrong' })).toBe('unauthorized');
  });

  test.each([
    ['text/plain', 'unsupported_media_type'],
    ['application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['application/json; charset=utf-8', 'not_json'],
    ['application/vnd.api+json', 'not_json'],
    ['', 'not_json'],
  ])('a body that is not JSON with the content-type %j is refused as %s', (type, expected) => {
    expect(refusal({ headers: { 'content-type': type }, body: 'no json' })).toBe(expected);
  });

  test('a JSON body with another content-type is accepted', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(refusal({ headers, body: waitingBody('s') })).toBe('delivery');
  });

  test('header names are read in upper and lower case', () => {
    const { headers, ...event } = webhook({ body: 'no json' });
    const request = readWebhookRequest({ ...event, headers: { 'Content-TYPE': 'image/png' } });
    expect(readDelivery(request, context)).toMatchObject({ refusal: 'unsupported_media_type' });
    expect(headers).toBeDefined();
  });

  test('a content-type that was sent twice is read as the gateway joins it', () => {
    const headers = { 'content-type': 'application/json,application/json' };
    expect(refusal({ headers, body: 'no json' })).toBe('not_json');
  });
});

describe('bodies', () => {
  test('the job has the exact body, and is pure ASCII', () => {
    const body = `{ "session_id":"s", "n": 12345678901234567890, "t":"ñ 中 😀 \\ud83d \u2028 \u007f \ufffe" }`;
    const { encoded, job } = delivery({ body });
    expect(job.body).toEqual({ in: 'job', text: body });
    expect(encoded).toMatch(/^[\x20-\x7e]*$/);
    expect(parseJob(encoded).body).toEqual({ in: 'job', text: body });
  });

  test('a base64-encoded body is the same delivery as a plain one', () => {
    const body = waitingBody('sesión-😀');
    expect(delivery({ body: Buffer.from(body) }).job).toEqual({
      ...delivery({ body }).job,
      receivedAtMs: expect.any(Number),
    });
  });

  test('each plane of Unicode is kept', () => {
    for (let plane = 0; plane <= 16; plane += 1) {
      const character = String.fromCodePoint(plane * 0x10000 + 0xa1);
      const body = JSON.stringify({ session_id: `s${character}`, text: character });
      const { encoded, job } = delivery({ body });
      expect(parseJob(encoded).body).toEqual({ in: 'job', text: body });
      expect(job.wait?.sessionId).toBe(`s${character}`);
    }
  });

  test.each([
    ['a lone continuation byte', bytes(0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d)],
    ['an overlong slash', bytes(0x22, 0xc0, 0xaf, 0x22)],
    ['a surrogate in UTF-8', bytes(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
  ])('%s is not JSON in UTF-8', (_, body) => {
    expect(refusal({ body })).toBe('not_json');
  });

  test('a byte order mark is not part of the JSON', () => {
    expect(delivery({ body: Buffer.from('\ufeff{"session_id":"s"}') }).job.body).toEqual({
      in: 'job',
      text: '{"session_id":"s"}',
    });
  });

  test.each(['[]', '"text"', '1', 'null', 'true', '{}', '[{"session_id":"s"}]'])(
    'JSON without a session, %s, is accepted as unrecognised and opens no wait',
    (body) => {
      const { job } = delivery({ body });
      expect(job).toMatchObject({ type: 'treble.unrecognised', unrecognised: 'no_session_id' });
      expect(job.wait).toBeUndefined();
    },
  );

  test('100,000 levels of nesting are accepted', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"session_id":"s","actual_response":${deep}}`;
    expect(delivery({ body }).job).toMatchObject({ type: 'treble.response', wait: { sessionId: 's' } });
  });

  test('keys with the names __proto__, constructor or hasOwnProperty change nothing', () => {
    const body =
      '{"__proto__":{"session_id":"stolen","read_at":"x"},"constructor":1,"hasOwnProperty":2,"toString":null}';
    expect(delivery({ body }).job.unrecognised).toBe('no_session_id');
    const named = delivery({ body: '{"__proto__":{"read_at":"x"},"session_id":"s","timeout_at":"t"}' });
    expect(named.job).toMatchObject({ type: 'treble.timeout', wait: { sessionId: 's' } });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test('numbers outside the range of a double are accepted', () => {
    const body =
      '{"session_id":"s","conversation_id":1e400,"responded_at":-1e-400,"n":123456789012345678901}';
    expect(delivery({ body }).job).toMatchObject({
      type: 'treble.response',
      body: { in: 'job', text: body },
    });
  });

  test('a body that is too large for the queue is stored, and a body over the limit is refused', () => {
    const filled = (length: number, character = 'x') =>
      JSON.stringify({ session_id: 's', text: character.repeat(length) });
    expect(delivery({ body: filled(MAX_JOB_BYTES - 2000) }).storedBody).toBeUndefined();
    for (const body of [
      filled(MAX_JOB_BYTES),
      filled(MAX_JOB_BYTES / 8, '😀'),
      filled(MAX_BODY_BYTES - 1000),
    ]) {
      const { job, encoded, storedBody } = delivery({ body });
      expect(encoded.length).toBeLessThan(2000);
      expect(job.body).toEqual({ in: 'store', key: 'none/delivery-1' });
      expect(Buffer.from(storedBody?.bytes ?? []).equals(Buffer.from(body))).toBe(true);
    }
    expect(refusal({ body: filled(MAX_BODY_BYTES) })).toBe('too_large');
  });

  test('the job and the key of a stored body have only digests of a person', () => {
    const about = (text: string) =>
      delivery({
        source: 'treble-events',
        body: JSON.stringify({ session_id: 's', country_code: '+57', cellphone: '3001234567', text }),
      });
    const { job, storedBody } = about('x'.repeat(MAX_JOB_BYTES));
    const [digest] = about('short').job.contacts ?? [];
    expect(digest).toMatch(/^[\w-]{16}$/);
    expect(job.contacts).toEqual([digest]);
    expect(storedBody?.key).toBe(`${digest}/delivery-1`);
    expect(JSON.stringify(job)).not.toContain('3001234567');
  });

  test('the attributes of a message have no session id: group and deduplication id are HMAC tokens', () => {
    const event = delivery({ source: 'treble-events', body: waitingBody('a-session-that-is-secret') });
    const wait = delivery({ body: waitingBody('a-session-that-is-secret') });
    for (const { job, deduplicationId } of [event, wait]) {
      expect(`${job.conversation} ${deduplicationId} ${job.eventId}`).not.toContain('secret');
    }
    expect(event.deduplicationId).toBe(event.job.eventId);
    expect(wait.deduplicationId).toBe('delivery-1');
  });
});
