// What is stored is read whole or not at all, and no message holds a value.
import { expect, test } from 'vitest';
import {
  boolean,
  integer,
  list,
  nonEmpty,
  type Output,
  object,
  oneOf,
  optional,
  positive,
  readText,
  SchemaError,
  string,
  variant,
} from '../../../functions/runtime/schema.ts';

const visit = object({
  v: oneOf(1),
  name: nonEmpty,
  note: optional(string),
  seen: boolean,
  times: list(integer),
  doors: list(oneOf('front', 'back'), 1),
  state: variant('is', { open: { since: integer }, shut: {} }),
});
type Visit = Output<typeof visit>;

const valid: Visit = {
  v: 1,
  name: 'Ana',
  seen: true,
  times: [1, 2],
  doors: ['front'],
  state: { is: 'open', since: 3 },
};

test('returns what it names, and leaves out the rest', () => {
  const state = { is: 'shut', since: 3 };
  expect(visit({ ...valid, note: '', state, more: 1 })).toEqual({
    ...valid,
    note: '',
    state: { is: 'shut' },
  });
  expect(Object.keys(visit(valid))).not.toContain('note');
});

test.each([
  ['another version', { v: 2 }],
  ['a version as text', { v: '1' }],
  ['an empty name', { name: '' }],
  ['no name', { name: undefined }],
  ['null for an optional field', { note: null }],
  ['a number for true', { seen: 1 }],
  ['a fraction', { times: [1, 1.5] }],
  ['no number', { times: [Number.NaN] }],
  ['an object for a list', { times: { 0: 1 } }],
  ['too short a list', { doors: [] }],
  ['an unknown choice', { doors: ['front', 'side'] }],
  ['an unknown variant', { state: { is: 'lost' } }],
  ['a name that every object has', { state: { is: 'constructor' } }],
  ['a variant without its field', { state: { is: 'open' } }],
  ['null for an object', { state: null }],
])('refuses %s', (_case, wrong) => {
  expect(() => visit({ ...valid, ...wrong })).toThrow(SchemaError);
});

test.each([null, undefined, 'text', 1, []])('refuses %o in place of an object', (value) => {
  expect(() => visit(value)).toThrow(SchemaError);
});

test('a positive number is whole and from 1', () => {
  expect(positive(1)).toBe(1);
  for (const value of [0, -1, 1.5, '1'])
    expect(() => positive(value)).toThrow('must be a whole number from 1');
});

test('a text may stand for another value, and is never in the message', () => {
  const even = readText((text) => (Number(text) % 2 === 0 ? Number(text) : undefined), 'must be even');
  expect(even('4')).toBe(4);
  expect(() => even('12345')).toThrow(/^must be even$/);
  expect(() => even(4)).toThrow(/^must be text$/);
});
