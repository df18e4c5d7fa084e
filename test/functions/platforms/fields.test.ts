// The field functions of all adapters: missing values and ids.
import { describe, expect, test } from 'vitest';
import { location } from '../../../functions/platforms/attribution.ts';
import { jsonDigest } from '../../../functions/platforms/digest.ts';
import {
  field,
  filledField,
  holdsSomething,
  idField,
  isSet,
  objectField,
  textField,
} from '../../../functions/platforms/fields.ts';

const holder = (value: unknown) => ({ name: value });

describe('a field', () => {
  test('is an own field, never of the prototype', () => {
    expect(field(Object.create(holder('inherited')), 'name')).toBeUndefined();
    expect(field({}, 'constructor')).toBeUndefined();
    expect(field(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1);
  });

  test.each([null, undefined, 'text', 1, true])('of %j is undefined', (value) => {
    expect(field(value, 'length')).toBeUndefined();
  });

  test('null is missing; 0, false and empty are values', () => {
    expect(field(holder(null), 'name')).toBeUndefined();
    expect([0, false, ''].map((value) => field(holder(value), 'name'))).toEqual([0, false, '']);
  });
});

test('an object field is an object, not a list', () => {
  expect(objectField(holder({ a: 1 }), 'name')).toEqual({ a: 1 });
  expect([[1], 'x', 1, null].map((value) => objectField(holder(value), 'name'))).toEqual(Array(4));
});

test('text is a string, number or boolean; filled text is not blank', () => {
  const values = ['x', '', ' ', 0, false, {}, []];
  expect(values.map((value) => textField(holder(value), 'name'))).toEqual([
    'x',
    '',
    ' ',
    '0',
    'false',
    undefined,
    undefined,
  ]);
  expect(values.map((value) => filledField(holder(value), 'name'))).toEqual([
    'x',
    undefined,
    undefined,
    '0',
    'false',
    undefined,
    undefined,
  ]);
});

test('an id is filled text or a safe integer', () => {
  const ids = ['1', 1, 0, -0, '0', ' 7 ', 2 ** 53 - 1];
  expect(ids.map((value) => idField(holder(value), 'name'))).toEqual([
    '1',
    '1',
    '0',
    '0',
    '0',
    ' 7 ',
    '9007199254740991',
  ]);
  const none = ['', '  ', null, true, {}, [1], 1.5, 2 ** 53, Number.POSITIVE_INFINITY];
  expect(none.map((value) => idField(holder(value), 'name'))).toEqual(Array(none.length));
});

test('a flag is true, also as text', () => {
  expect([true, 'true'].map((value) => isSet(holder(value), 'name'))).toEqual([true, true]);
  expect([false, 1, 'yes', null, {}].some((value) => isSet(holder(value), 'name'))).toBe(false);
});

test('an empty text, list or object is empty', () => {
  expect(['', ' ', [], {}, null].some((value) => holdsSomething(holder(value), 'name'))).toBe(false);
  expect(['x', [0], { a: null }, 0, false].every((value) => holdsSomething(holder(value), 'name'))).toBe(
    true,
  );
});

describe('a digest of JSON', () => {
  test('depends on the content, not on the order of keys', () => {
    expect(jsonDigest({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      jsonDigest({ b: { d: null, c: [1, 2] }, a: 1 }),
    );
    expect(jsonDigest([1, 2])).not.toBe(jsonDigest([2, 1]));
    expect(jsonDigest({ a: '1' })).not.toBe(jsonDigest({ a: 1 }));
    expect(jsonDigest(JSON.parse('{"__proto__":1}'))).not.toBe(jsonDigest({}));
  });

  test('is undefined for too deep nesting', () => {
    expect(jsonDigest(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBeUndefined();
  });
});

test('a channel with a very long name is ignored', () => {
  expect(location(undefined, 'x'.repeat(200)).channel).toHaveLength(200);
  expect(location(['a'], 'x'.repeat(201))).toEqual({ conversation: ['a'] });
});
