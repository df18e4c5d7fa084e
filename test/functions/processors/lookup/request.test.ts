// No value of a placeholder changes where a request goes, or its structure: hostile values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lookup, parseLookup } from '../../../../functions/processors/lookup/configuration.ts';
import { type LookupRequest, requestOf } from '../../../../functions/processors/lookup/request.ts';
import { ValueError } from '../../../../functions/processors/lookup/template.ts';
import { runs } from '../../../properties/runs.ts';

const lookupOf = (config: object) =>
  parseLookup(JSON.stringify({ method: 'POST', url: 'https://crm.example/a', ...config }));

const FIND = (a: string, b: string) => (name: string) => (name === 'a' ? a : b);

/** Undefined if the values are refused. */
function made(lookup: Lookup, a: string, b: string): LookupRequest | undefined {
  try {
    return requestOf(lookup, FIND(a, b));
  } catch (error) {
    if (error instanceof ValueError) return undefined;
    throw error;
  }
}

const NASTY = [
  '/',
  '\\',
  '..',
  '.',
  '%2F',
  '%2e%2e',
  '?',
  '#',
  '&',
  '=',
  '@',
  ':',
  '//',
  '\r\n',
  '\0',
  '"',
  "'",
  '{b}',
  '}',
  ' ',
  '+',
  ';',
  '\u2028',
  '😀',
  '\ud800',
  'ñ',
  '127.0.0.1',
  'https://evil.example/',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
// Half of them are plain: a request is made only if both values of it can be used.
const value = fc
  .oneof(hostile, fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }))
  .map((text) => text.trim())
  // What is blank counts as missing before it comes here.
  .filter((text) => text !== '');

/** As a lenient server may see it: decoded, again and again. */
function decodedFully(text: string): string {
  for (let before = '', now = text; ; ) {
    if (now === before) return now;
    before = now;
    now = decode(now);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whatever the values are, `check` holds for the request, if there is one. */
function always(config: object, check: (request: LookupRequest, a: string, b: string) => void): void {
  const lookup = lookupOf(config);
  let requests = 0;
  fc.assert(
    fc.property(value, value, (a, b) => {
      const request = made(lookup, a, b);
      if (!request) return;
      requests += 1;
      expect(request.origin.href).toBe('https://crm.example/');
      check(request, a, b);
    }),
    runs(1000),
  );
  // The property would hold if every request was refused.
  expect(requests).toBeGreaterThan(20);
}

describe('whatever the values are', () => {
  test('they stay in their segments of the path', () => {
    always({ url: 'https://crm.example/clients/{a}/notes/x-{b}' }, ({ origin, path }, a, b) => {
      expect(path).toMatch(/^[\x21-\x7e]+$/);
      // The URL parser would resolve dots, drop fragments and add slashes.
      expect(new URL(path, origin).href).toBe(`https://crm.example${path}`);
      const segments = path.split('/');
      expect(segments.map(decode)).toEqual(['', 'clients', a, 'notes', `x-${b}`]);
      expect(segments.slice(1)).not.toContain('');
      expect(decodedFully(path).split(/[/\\]/)).toHaveLength(5);
    });
  });

  test('they stay in their parameters of the query', () => {
    always({ url: 'https://crm.example/a?q={a}&fixed=1&r={b}' }, ({ origin, path }, a, b) => {
      const url = new URL(path, origin);
      expect(url.href).toBe(`https://crm.example${path}`);
      expect(url.pathname).toBe('/a');
      expect([...url.searchParams]).toEqual([
        ['q', a],
        ['fixed', '1'],
        ['r', b],
      ]);
    });
  });

  test('they stay in their headers', () => {
    always({ headers: { 'x-a': '{a}', 'x-b': 'b={b}' } }, ({ headers }, a, b) => {
      expect(headers).toEqual({
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'acuse',
        'x-a': a,
        'x-b': `b=${b}`,
      });
      expect(a + b).toMatch(/^[\x20-\x7e]*$/);
    });
  });

  test('they stay in their texts of the body', () => {
    always({ body: { list: ['{a}', { text: 'is {b}' }], n: 1 } }, ({ body }, a, b) => {
      expect(JSON.parse(body ?? '')).toEqual({ list: [a, { text: `is ${b}` }], n: 1 });
    });
  });
});

describe('in the path', () => {
  const inPath = parseLookup('{"url":"https://crm.example/a/{x}/b"}');
  const pathOf = (x: string) => requestOf(inPath, () => x).path;

  test.each(['.', '..', 'a/b', 'a\\b', '%2F', '..%2fb', '%2e%2e', 'a\nb', '\0', '\ud800', 'x'.repeat(2001)])(
    '%j is refused',
    (x) => expect(() => pathOf(x)).toThrow(new ValueError('unusable_value', 'x')),
  );

  test.each([
    ['1020304050', '/a/1020304050/b'],
    ['a?b#c', '/a/a%3Fb%23c/b'],
    ['Ana Ñ', '/a/Ana%20%C3%91/b'],
    ['a.b', '/a/a.b/b'],
    ['...', '/a/.../b'],
    ['a;b=c&d', '/a/a%3Bb%3Dc%26d/b'],
  ])('%j is one segment', (x, path) => expect(pathOf(x)).toBe(path));

  test('two placeholders do not come together to a way up', () => {
    const two = parseLookup('{"url":"https://crm.example/a/{x}{y}/b"}');
    expect(() => requestOf(two, () => '.')).toThrow(ValueError);
    const mixed = parseLookup('{"url":"https://crm.example/a/%2e{y}/b"}');
    expect(() => requestOf(mixed, () => '.')).toThrow(ValueError);
  });

  test('a value that is missing is named, and nothing is made', () => {
    expect(() => requestOf(inPath, () => undefined)).toThrow(new ValueError('missing_value', 'x'));
  });
});

test('a value with another letter than ASCII cannot be in a header', () => {
  const inHeader = parseLookup('{"url":"https://crm.example","headers":{"x-name":"{event.name}"}}');
  expect(() => requestOf(inHeader, () => 'Ñandú')).toThrow(new ValueError('unusable_value', 'event.name'));
});

test('an address without a path or with a slash at its end stays so', () => {
  const pathOf = (url: string) => requestOf(parseLookup(JSON.stringify({ url })), () => 'x').path;
  expect(pathOf('https://crm.example')).toBe('/');
  expect(pathOf('https://crm.example/a/')).toBe('/a/');
  expect(pathOf('https://crm.example?q={a}')).toBe('/?q=x');
  expect(pathOf('https://crm.example/a?')).toBe('/a?');
});
