// Lines of the access log: their result, and malicious paths and lines.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Post, readLine } from '../../../functions/stats/access-line.ts';
import { runs } from '../../properties/runs.ts';
import { accessLine } from './batch.ts';

const read = (values: Record<string, unknown>) => readLine(accessLine(values), 2000);
const post = (values: Record<string, unknown>): Post | undefined => {
  const one = read(values);
  return typeof one === 'string' ? undefined : one;
};

test.each([
  [200, '12', 'success'],
  [204, '2000', 'success'],
  [200, '2001', 'slow'],
  [200, '-', 'success'],
  [400, '1', 'rejected'],
  [401, '9000', 'rejected'],
  [404, '1', 'rejected'],
  [413, '1', 'rejected'],
  [429, '0', 'rejected'],
  [500, '4', 'error'],
  [503, '4800', 'error'],
  [302, '4', 'error'],
])('a status of %i after %s ms is %s', (status, responseLatencyMs, result) => {
  expect(post({ status: String(status), responseLatencyMs })).toMatchObject({
    result,
    tookMs: responseLatencyMs === '-' ? undefined : Number(responseLatencyMs),
  });
});

describe('only POSTs to /hooks are counted', () => {
  test.each([
    { method: 'GET' },
    { method: 'HEAD' },
    { method: 'PUT' },
    { method: 'post' },
    { path: '/' },
    { path: '/resume' },
    { path: '/hookstreble' },
    { path: 'hooks/treble' },
    { path: '//hooks/treble' },
    { path: '' },
  ])('not %j', (values) => {
    expect(read(values)).toBe('other');
  });
});

describe('the source', () => {
  test.each([
    ['/hooks/treble', 'treble'],
    ['/hooks/tr%65ble', 'treble'],
    ['/hooks/a%2Fb', 'a/b'],
    ['/hooks/__proto__', '__proto__'],
    ['/hooks/%F0%9F%8C%B5', '🌵'],
    [`/hooks/${'%61'.repeat(63)}`, 'a'.repeat(63)],
  ])('of %s is %s', (path, source) => {
    expect(post({ path })?.source).toBe(source);
  });

  test.each([
    '/hooks',
    '/hooks/treble/',
    '/hooks/treble/more',
    '/hooks/%',
    '/hooks/%ff',
    `/hooks/${'a'.repeat(9000)}`,
  ])('of a path without a source is undefined: %s', (path) => {
    expect(post({ path })).toMatchObject({ source: undefined });
  });

  test('can be read from any path', () => {
    const path = fc.oneof(fc.string({ unit: 'binary' }), fc.webPath(), fc.string().map(encodeURIComponent));
    fc.assert(
      fc.property(path, (rest) => {
        const source = post({ path: `/hooks/${rest}` })?.source;
        expect(source === undefined || source.length <= 189).toBe(true);
      }),
      runs(500),
    );
  });
});

test('a line of an earlier version, with more fields, is read', () => {
  const more = {
    routeKey: 'ANY /hooks/{source}',
    responseLength: '2',
    integrationLatencyMs: '11',
    integrationStatus: '200',
  };
  expect(read(more)).toEqual(read({}));
  expect(post(more)).toMatchObject({ source: 'treble', result: 'success', tookMs: 12 });
});

describe('an invalid line is unreadable, not an error', () => {
  test.each([
    '',
    'not JSON',
    'null',
    '[]',
    '{}',
    '"/hooks/treble"',
    accessLine({ time: '-' }),
    accessLine({ time: '99999999999999' }),
    accessLine({ status: '-' }),
    accessLine({ status: '000' }),
    accessLine({ path: undefined }),
    accessLine({ responseLatencyMs: '1e9' }),
    accessLine({}).slice(0, -5),
  ])('%s', (text) => {
    expect(readLine(text, 2000)).toBe('unreadable');
  });

  test('any text is read without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readLine(text, 2000)).toBe('unreadable');
      }),
      runs(300),
    );
  });
});
