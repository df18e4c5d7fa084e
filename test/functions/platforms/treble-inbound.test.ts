// Reads bodies of Treble: documented and real types, both names of the session id, and deduplication. Shapes:
// https://help.treble.ai/en/api-reference/webhooks/intro; people and ids are invented.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unrecognised } from '../../../functions/core/delivery/event.ts';
import { pathSegment } from '../../../functions/platforms/api-call.ts';
import { readTreble } from '../../../functions/platforms/treble/inbound.ts';
import { runs } from '../../properties/runs.ts';

const read = (body: object | string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readTreble(JSON.parse(text), text);
};

const flow = { country_code: '+57', cellphone: '3000000000', session_id: 's-1', conversation_id: 1001 };

describe('the fields that are present determine the kind of a flow webhook', () => {
  test.each([
    ['treble.response', { responded_at: '2026-01-01 00:00:00', actual_response: 'sí' }],
    ['treble.response', { actual_response: 'sí' }],
    ['treble.delivered', { sent_at: '2026-01-01 00:00:00', delivered_at: '2026-01-01 00:00:01' }],
    ['treble.read', { delivered_at: '2026-01-01 00:00:01', read_at: '2026-01-01 00:00:02' }],
    ['treble.opt-out', { reason: 'OPTOUT', classified_answer: { text: 'No' } }],
    ['treble.timeout', { timeout_at: '2026-01-01 00:00:00.000001', actual_response: null }],
    ['treble.unrecognised', { something_new: 1 }],
    ['treble.timeout', { timeout_at: '2026-01-01 00:00:00', reason: 'OPTOUT', responded_at: 'x' }],
    ['treble.response', { responded_at: '2026-01-01 00:00:00', read_at: 'x', delivered_at: 'x' }],
    ['treble.response', { responded_at: '2026-01-01 00:00:00', reason: 'MOVED_ON' }],
    ['treble.unrecognised', { responded_at: null, timeout_at: null }],
    ['treble.unrecognised', { timeout_at: '', responded_at: ' ', delivered_at: '' }],
  ])('%s: %j', (type, fields) => {
    expect(read({ ...flow, ...fields }).type).toBe(type);
  });
});

describe('the webhook centre', () => {
  test.each(['hsm.status', 'session.close', 'deployment.failure'])(
    '%s keeps its name and opens no wait',
    (event) => {
      const inbound = read({ event_type: event, event_id: 'e-1', session_id: 's-1' });
      expect(inbound).toMatchObject({ type: `treble.${event}`, deduplicationKey: ['centre', 'e-1'] });
      expect(inbound.wait).toBeUndefined();
    },
  );

  test('an event belongs to its session, or to its phone when the session has no id', () => {
    const close = { event_type: 'session.close', user: { country_code: '+57', cellphone: '3000000000' } };
    expect(read({ ...close, session: { external_id: 's-1' } }).conversation).toEqual(['treble', 's-1']);
    expect(read({ ...close, session: { external_id: '' } }).conversation).toEqual([
      'treble',
      'contact',
      '+57',
      '3000000000',
    ]);
  });

  test('an event of the flat form belongs to its session, or to its phone', () => {
    const failure = { event_type: 'deployment.failure', event_id: 'e-1', phone: '+573000000000' };
    expect(read({ ...failure, external_id: 's-1' }).conversation).toEqual(['treble', 's-1']);
    expect(read({ ...failure, session_id: 's-1' }).conversation).toEqual(['treble', 's-1']);
    expect(read(failure).conversation).toEqual(['treble', 'contact', '', '+573000000000']);
  });

  test('an unknown event with a session opens a wait', () => {
    expect(read({ event_type: 'message.sent', session_id: 's-1' })).toMatchObject({
      type: 'treble.unrecognised',
      wait: { effect: 'opens' },
    });
  });
});

describe('the session id', () => {
  test.each([
    [{ session_id: 'abc' }, 'abc'],
    [{ session_external_id: 'abc' }, 'abc'],
    [{ session_id: '', session_external_id: 'abc' }, 'abc'],
    [{ session_id: null, session_external_id: 'abc' }, 'abc'],
    [{ session_id: { a: 1 }, session_external_id: 'abc' }, 'abc'],
    [{ session_id: 'abc', session_external_id: 'xyz' }, 'abc'],
    [{ session_id: 1234 }, '1234'],
    [{ session_id: 0 }, '0'],
    [{ session_id: ' a/b?c#d%2F ' }, ' a/b?c#d%2F '],
  ])('of %j is %j', (body, expected) => {
    expect(read(body).wait?.sessionId).toBe(expected);
  });

  test('a number above 2^53 keeps all digits', () => {
    expect(read('{"nested":{"session_id":1},"session_id":98765432109876543210}').wait?.sessionId).toBe(
      '98765432109876543210',
    );
  });

  test.each([
    [{}],
    [{ session_id: '' }],
    [{ session_id: '  ' }],
    [{ session_id: true }],
    [{ session_id: [] }],
    [{ session_id: '\ud83d' }],
  ])('of %j is not usable: no wait', (body) => {
    expect(read(body)).toEqual(unrecognised('treble', 'no_session_id'));
  });

  test('an id that a URL cannot contain is not usable', () => {
    expect(read({ session_id: 'x'.repeat(1000) }).wait?.effect).toBe('opens');
    expect(read({ session_id: 'x'.repeat(1001) }).wait).toBeUndefined();
    expect(read(`{"session_id":${'9'.repeat(1001)}}`).wait).toBeUndefined();
  });

  test('is one path segment, with any content', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id.isWellFormed()),
        (id) => {
          const path = `/session/${pathSegment(id)}/update`;
          expect(path).toMatch(/^\/session\/[^/?#]+\/update$/);
          // A URL parser reads %2E as a dot. In the request it stays unchanged (see below).
          if (!/^\.{1,2}$/.test(id)) expect(new URL(path, 'http://localhost').pathname).toBe(path);
          expect(decodeURIComponent(pathSegment(id))).toBe(id);
        },
      ),
      {
        ...runs(100),
        examples: [['.'], ['..'], ['...'], ['a/b'], ['?x=1#y'], ['%2F'], ['../..'], ['😀'], ['\\']],
      },
    );
  });

  test.each(['.', '..'])('%j stays a path segment in the request', (id) => {
    expect(pathSegment(id)).toBe(id.replaceAll('.', '%2E'));
  });
});

describe('events that open or close a wait', () => {
  test.each([
    ['opens', { responded_at: 'x' }],
    ['opens', { timeout_at: 'x' }],
    ['opens', {}],
    ['closes', { reason: 'OPTOUT' }],
    [undefined, { read_at: 'x' }],
    [undefined, { delivered_at: 'x' }],
    ['opens', { reason: 'MOVED_ON' }],
    ['opens', { delivered_at: '', read_at: '' }],
  ])('%s: %j', (effect, fields) => {
    expect(read({ ...flow, ...fields }).wait?.effect).toBe(effect);
  });

  test('the identity is kind, flow, question, answer and time', () => {
    const base = { ...flow, question: { type: 'open', text: 'q' }, responded_at: 't', actual_response: 'a' };
    const identity = (more: object) => JSON.stringify(read({ ...base, ...more }).wait?.identity);
    for (const same of [
      { sent_at: 'x' },
      { user_session_keys: [1] },
      { conversation_id: '1001' },
      { extra: 1 },
    ]) {
      expect(identity(same)).toBe(identity({}));
    }
    for (const other of [
      { conversation_id: 1002 },
      { question: { type: 'open', text: 'r' } },
      { actual_response: 'b' },
      { classified_answer: { text: 'a' } },
      { responded_at: 'u' },
      { timeout_at: 't' },
    ]) {
      expect(identity(other)).not.toBe(identity({}));
    }
  });

  test('an event without time is marked', () => {
    expect(read({ ...flow, responded_at: 't' }).wait?.hasOwnTime).toBe(true);
    expect(read({ ...flow, actual_response: 'a' }).wait?.hasOwnTime).toBe(false);
    expect(read({ ...flow, responded_at: '' }).wait?.hasOwnTime).toBe(false);
    expect(read(flow).wait?.hasOwnTime).toBe(false);
    expect(read({ ...flow, reason: 'OPTOUT', sent_at: 't' }).wait?.hasOwnTime).toBe(false);
  });
});

test('two answers of one session are two events; a repeated answer is one', () => {
  const first = read({ ...flow, responded_at: '1', actual_response: 'a' }).deduplicationKey;
  expect(read({ ...flow, responded_at: '1', actual_response: 'a', cellphone: 'x' }).deduplicationKey).toEqual(
    first,
  );
  expect(read({ ...flow, responded_at: '2', actual_response: 'a' }).deduplicationKey).not.toEqual(first);
  expect(
    read({ ...flow, session_id: 's-2', responded_at: '1', actual_response: 'a' }).deduplicationKey,
  ).not.toEqual(first);
});

test('the adapter does not throw for any JSON', () => {
  const names = [
    'session_id',
    'event_type',
    'session',
    'user',
    'question',
    'timeout_at',
    'classified_answer',
  ];
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), fc.jsonValue()));
  fc.assert(
    fc.property(body, (value) => {
      expect(read(JSON.stringify(value)).type).toMatch(/^treble\./);
    }),
    runs(100),
  );
});
