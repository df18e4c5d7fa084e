// The placeholders have the same names on all platforms.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_FIELDS, type Subject, valuesOf } from '../../../../functions/processors/lookup/values.ts';
import { sampleJob } from '../../../builders.ts';
import { fixture } from '../../../fixtures/load.ts';
import { runs } from '../../../properties/runs.ts';

const job = (platform: string, more: Partial<Subject['job']> = {}) =>
  sampleJob({ platform, type: `${platform}.message`, source: 'shop', channel: 'channel-1', ...more });
const values = (platform: string, body: object | string) =>
  valuesOf({ job: job(platform), body: typeof body === 'string' ? body : JSON.stringify(body) });
/** Any JSON under the names that the platforms use. */
const hostileBody = fc
  .dictionary(
    fc.constantFrom(
      ...[
        'user_session_keys',
        'variables',
        'conversation',
        'sender',
        'meta',
        'custom_attributes',
        'messages',
        'message',
      ],
      ...[
        'contactId',
        'cellphone',
        'country_code',
        'content',
        'actual_response',
        'message_type',
        'user',
        '__proto__',
      ],
    ),
    fc.jsonValue({ maxDepth: 3 }),
  )
  .map((body) => JSON.stringify(body));
const TREBLE = { country_code: '+57', cellphone: '3001234567', actual_response: ' hola ' };

test.each<[string, object, object]>([
  ['treble', TREBLE, { text: 'hola', phone: '573001234567', name: undefined }],
  [
    'botmaker',
    Object(fixture('botmaker', 'message-user-text').body),
    { text: expect.any(String), phone: '5491150000001', name: 'Lucía Prueba' },
  ],
  [
    'trino',
    Object(fixture('trino', 'message-created-incoming').body),
    { text: 'Vocês abrem domingo?', phone: '5511900000001', name: 'Beatriz' },
  ],
])('of an event of %s', (platform, body, expected) => {
  const find = values(platform, body);
  const found = Object.fromEntries(EVENT_FIELDS.map((name) => [name.replace('event.', ''), find(name)]));
  expect(found).toEqual({
    type: `${platform}.message`,
    id: 'event-1',
    source: 'shop',
    channel: 'channel-1',
    conversation: 'conversation-1',
    receivedAt: new Date(sampleJob().receivedAtMs).toISOString(),
    ...expected,
  });
});

describe('variables', () => {
  test.each<[string, object]>([
    [
      'treble',
      { user_session_keys: [null, { key: 'otra', value: 'x' }, { key: 'documento', value: ' 1020 ' }] },
    ],
    ['botmaker', { variables: { documento: '1020' } }],
    ['botmaker', { variables: { documento: { value: 1020 } } }],
    ['trino', { message_type: 'incoming', conversation: { custom_attributes: { documento: 1020 } } }],
    [
      'trino',
      { message_type: 'incoming', sender: { type: 'contact', custom_attributes: { documento: '1020' } } },
    ],
    [
      'trino',
      {
        conversation: {
          custom_attributes: { documento: null },
          meta: { sender: { custom_attributes: { documento: '1020' } } },
        },
      },
    ],
  ])('of %s: %j', (platform, body) => {
    expect(values(platform, body)('documento')).toBe('1020');
  });

  test.each(['treble', 'botmaker', 'trino'])(
    'of %s that are missing, of another form, or of a prototype',
    (platform) => {
      for (const body of [
        'null',
        '[]',
        '{}',
        '1',
        '{"user_session_keys":1,"variables":1,"conversation":1,"sender":1}',
      ])
        for (const name of ['documento', 'toString', '__proto__', 'constructor'])
          expect(values(platform, body)(name)).toBeUndefined();
    },
  );

  test('keep all digits of a long number', () => {
    const body = '{"variables":{"cuenta":12345678901234567890,"saldo":1.10}}';
    expect(values('botmaker', body)('cuenta')).toBe('12345678901234567890');
    expect(values('botmaker', body)('saldo')).toBe('1.10');
  });
});

test('nothing that a body can hold makes them fail', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('treble', 'botmaker', 'trino'),
      hostileBody,
      fc.string(),
      (platform, body, name) => {
        const find = values(platform, body);
        for (const one of [...EVENT_FIELDS, name, 'a', '__proto__']) {
          const value = find(one);
          expect(
            value === undefined || (typeof value === 'string' && value.trim() === value && value !== ''),
          ).toBe(true);
        }
      },
    ),
    runs(100),
  );
});

describe('the telephone', () => {
  test.each([
    ['a cellphone with its code', { country_code: '+57', cellphone: '573001234567' }, '573001234567'],
    ['a cellphone with a plus', { country_code: '57', cellphone: '+573001234567' }, '573001234567'],
    [
      'a cellphone that begins like its code',
      { country_code: '+55', cellphone: '55991234567' },
      '5555991234567',
    ],
    ['the webhook centre', { user: { country_code: '+57', cellphone: 3001234567 } }, '573001234567'],
    ['nobody', { cellphone: '' }, undefined],
  ])('of Treble: %s', (_case, body, phone) => {
    expect(values('treble', body)('event.phone')).toBe(phone);
  });

  test.each(['CO.8fK2', '+120363000000000000000', 'abc', '123', null])('is not %j', (id) => {
    expect(values('botmaker', { contactId: id })('event.phone')).toBeUndefined();
    const sender = { type: 'contact', phone_number: id };
    expect(values('trino', { message_type: 'incoming', sender })('event.phone')).toBeUndefined();
  });
});

test('an operator’s message is not about the operator', () => {
  const sender = { type: 'user', name: 'Tomás', phone_number: '+541150000000' };
  const meta = { sender: { type: 'contact', name: 'Beatriz', phone_number: '+5511900000001' } };
  const find = values('trino', { message_type: 'outgoing', content: 'x', sender, conversation: { meta } });
  expect(find('event.name')).toBe('Beatriz');
  expect(find('event.phone')).toBe('5511900000001');
});

test('the page lists exactly the fields of the event', () => {
  const page = readFileSync(new URL('../../../../docs/processors/lookup.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `\{(event\.\w+)\}` /gm)].map(([, name]) => name);
  expect(listed).toEqual(EVENT_FIELDS);
});
