// A lookup as a person writes it: what is accepted, and the messages for what is not.
import { expect, test } from 'vitest';
import {
  compactLookup,
  LookupError,
  MAX_LOOKUP_BYTES,
  parseLookup,
} from '../../../../functions/processors/lookup/configuration.ts';

const URL_OF = 'https://crm.example/clients/{documento}';
const parse = (lookup: object) => parseLookup(JSON.stringify(lookup));

function problem(lookup: object | string): string {
  try {
    parseLookup(typeof lookup === 'string' ? lookup : JSON.stringify(lookup));
  } catch (error) {
    if (error instanceof LookupError) return error.message;
    throw error;
  }
  return 'none';
}

test('an address is enough; the rest has a default', () => {
  expect(parse({ url: URL_OF })).toMatchObject({
    method: 'GET',
    segments: [['clients'], [{ name: 'documento' }]],
    query: undefined,
    headers: {},
    secretHeaders: [],
    variables: [],
    foundVariable: 'lookup_found',
    notFoundStatuses: [404],
    privateNetwork: false,
  });
});

test('all fields are read, and numbers of a body stay as they are written', () => {
  const json = `{"method":"POST","url":"https://crm.example:8443/search?q={event.text}&x=1","headers":{"X-Mode":"a {event.id}",
    "Authorization":{"secret":true}},"body":{"n":12345678901234567890,"f":1.10,"t":["{event.phone}"]},
    "variables":{"saldo":"/a~1b/0","todo":"","moneda":{"constant":"COP"}},"foundVariable":"cliente","foundAt":"/results/0",
    "notFoundStatuses":[404,422],"reply":"Son {saldo}","notFoundReply":"{{nada}}","followRedirectTo":"script.example",
    "privateNetwork":true}`;
  const lookup = parseLookup(json);
  expect(lookup).toMatchObject({
    method: 'POST',
    query: ['q=', { name: 'event.text' }, '&x=1'],
    headers: { 'x-mode': ['a ', { name: 'event.id' }] },
    secretHeaders: ['authorization'],
    variables: [
      { name: 'saldo', pointer: '/a~1b/0' },
      { name: 'todo', pointer: '' },
      { name: 'moneda', constant: 'COP' },
    ],
    foundVariable: 'cliente',
    foundAt: '/results/0',
    notFoundStatuses: [404, 422],
    reply: ['Son ', { name: 'saldo' }],
    notFoundReply: ['{', 'nada', '}'],
    followRedirectTo: 'script.example',
    privateNetwork: true,
  });
  expect(lookup.origin.host).toBe('crm.example:8443');
  expect(JSON.stringify(lookup.body)).toBe('{"n":12345678901234567890,"f":1.10,"t":["{event.phone}"]}');
  expect(parseLookup(compactLookup(json))).toEqual(lookup);
});

test.each<[string, object | string, string]>([
  ['no JSON', '{"url": "https://secret.example",}', 'it must be JSON'],
  ['a list', '[]', 'it must be a JSON object'],
  ['no address', {}, 'url is missing'],
  ['an unknown field', { url: URL_OF, metod: 'GET' }, 'metod is no field of a lookup'],
  ['a method', { url: URL_OF, method: 'DELETE' }, 'method must be one of GET, POST, PUT, PATCH'],
  ['plain http', { url: 'http://crm.example/' }, 'url must be an https URL'],
  ['a placeholder in the host', { url: 'https://{host}/a' }, 'url must have its placeholders after the host'],
  ['one at the end of the host', { url: 'https://crm.example{x}/a' }, 'after the host'],
  ['a placeholder in the port', { url: 'https://crm.example:{port}/a' }, 'after the host'],
  ['a placeholder as the scheme', { url: '{x}://crm.example' }, 'url must'],
  ['a user', { url: 'https://user:marker@crm.example/' }, 'url must be an https URL'],
  ['a fragment', { url: 'https://crm.example/a#b' }, 'url must write what is no letter'],
  ['a fragment at once', { url: 'https://crm.example#b' }, 'url must be an https URL'],
  ['a backslash', { url: 'https://crm.example\\@evil.example/' }, 'url must be an https URL'],
  ['a space', { url: 'https://crm.example/a b' }, 'url must write what is no letter'],
  ['an accent', { url: 'https://crm.example/año' }, 'url must write what is no letter'],
  ['a way up', { url: 'https://crm.example/a/../b' }, 'url must have no . or ..'],
  ['an encoded way up', { url: 'https://crm.example/%2e%2E/b' }, 'url must have no . or ..'],
  ['a brace alone', { url: 'https://crm.example/{a' }, 'url must have a name between { and }'],
  ['double braces', { url: 'https://crm.example/{{documento}}' }, 'a placeholder as {name}'],
  [
    'an unknown event field',
    { url: 'https://crm.example/{event.telefono}' },
    'there are event.text, event.phone',
  ],
  ['a header of the connection', { url: URL_OF, headers: { Host: 'x' } }, 'headers.Host must be left out'],
  ['a header twice', { url: URL_OF, headers: { a: 'x', A: 'y' } }, 'headers.A must be there only once'],
  [
    'a line break in a header',
    { url: URL_OF, headers: { a: 'x\r\nb: c' } },
    'headers.a must have plain letters',
  ],
  ['a header’s name', { url: URL_OF, headers: { 'a b': 'x' } }, 'headers.a b must have a name'],
  ['a header’s value', { url: URL_OF, headers: { a: 1 } }, 'headers.a must be text, or {"secret":true}'],
  ['a body of a GET', { url: URL_OF, body: {} }, 'body must be left out'],
  [
    'a brace in a body',
    { url: URL_OF, method: 'PUT', body: { a: ['{'] } },
    'body.a.0 must have a name between',
  ],
  [
    'a variable that is no pointer',
    { url: URL_OF, variables: { saldo: 'balance' } },
    'variables.saldo must be a JSON pointer',
  ],
  [
    'a number as a constant',
    { url: URL_OF, variables: { a: { constant: 1 } } },
    'variables.a must be a JSON pointer',
  ],
  [
    'a reserved variable',
    { url: URL_OF, variables: { acuse_status: '/a' } },
    'variables.acuse_status must have another name',
  ],
  ['the reason’s variable', { url: URL_OF, variables: { lookup_reason: '/a' } }, 'must have another name'],
  [
    'the found variable',
    { url: URL_OF, variables: { lookup_found: '/a' } },
    'have another name than foundVariable',
  ],
  ['a name of spaces', { url: URL_OF, foundVariable: ' ' }, 'foundVariable must have a name'],
  ['a pointer', { url: URL_OF, foundAt: 'results' }, 'foundAt must be a JSON pointer'],
  ['a status', { url: URL_OF, notFoundStatuses: [200] }, 'notFoundStatuses must have only statuses'],
  ['a time-out as not found', { url: URL_OF, notFoundStatuses: [408] }, 'without 408 and 429'],
  ['an empty reply', { url: URL_OF, reply: ' ' }, 'reply must have a text'],
  [
    'a URL to be redirected to',
    { url: URL_OF, followRedirectTo: 'https://a.example' },
    'followRedirectTo must be a host',
  ],
  ['two mistakes', { url: 'ftp://a.example', foundAt: 'x' }, 'foundAt must'],
  ['too much', { url: URL_OF, reply: 'x'.repeat(MAX_LOOKUP_BYTES) }, 'at most 6000 bytes'],
])('%s is refused', (_case, lookup, message) => {
  expect(problem(lookup)).toContain(message);
  expect(problem(lookup)).not.toMatch(/secret\.example|marker/);
});

test('http is for this machine', () => {
  expect(parse({ url: 'http://127.0.0.1:3000/a' }).origin.host).toBe('127.0.0.1:3000');
  expect(problem({ url: 'http://127.0.0.1.example/a' })).toContain('https');
});
