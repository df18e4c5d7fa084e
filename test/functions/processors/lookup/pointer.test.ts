// JSON pointers, with the examples of RFC 6901, and only to own fields.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAsWritten } from '../../../../functions/processors/json-as-written.ts';
import { isPointer, valueAt } from '../../../../functions/processors/lookup/pointer.ts';
import { runs } from '../../../properties/runs.ts';

const document = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
  '~1': 9,
};

test.each<[string, unknown]>([
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
  // Not a slash: ~01 is ~1.
  ['/~01', 9],
])('%j of the RFC’s document', (pointer, value) => {
  expect(isPointer(pointer)).toBe(true);
  expect(valueAt(document, pointer)).toEqual(value);
});

test.each(['/foo/2', '/foo/00', '/foo/-', '/foo/length', '/foo/0/length', '/nothing/at/all', '/foo/-1'])(
  '%j leads to nothing',
  (pointer) => expect(valueAt(document, pointer)).toBeUndefined(),
);

test.each(['/__proto__', '/constructor/name', '/toString', '/foo/map', '/foo/__proto__/constructor'])(
  '%j does not lead to a prototype',
  (pointer) => expect(valueAt(document, pointer)).toBeUndefined(),
);

test('a field that is called __proto__ is a field, and a number has none', () => {
  const parsed = parseAsWritten('{"__proto__":{"a":"b"},"n":12345678901234567890}');
  expect(valueAt(parsed, '/__proto__/a')).toBe('b');
  expect(valueAt(parsed, '/n/rawJSON')).toBeUndefined();
  expect(JSON.stringify(valueAt(parsed, '/n'))).toBe('12345678901234567890');
});

test.each(['foo', '#/foo', '/a~b', '/a~2', '~'])('%j is no pointer', (text) =>
  expect(isPointer(text)).toBe(false),
);

test('every value of a document is found at its pointer', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 5 }), fc.string(), (names, value) => {
      const nested = names.reduceRight<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value);
      const pointer = names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      expect(isPointer(pointer)).toBe(true);
      expect(valueAt(nested, pointer)).toBe(value);
    }),
    runs(100),
  );
});
