// What a terminal would obey is shown instead.
import { expect, test } from 'vitest';
import { plainText } from '../../bin/plain-text.ts';

test.each([
  ['an escape', '\u001b[2J', '\\u001b[2J'],
  ['an escape of one byte', '\u009b2J', '\\u009b2J'],
  ['a carriage return', 'paid\rnot paid', 'paid\\u000dnot paid'],
  ['a turn of the writing', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
])('%s is shown', (_, given, shown) => {
  expect(plainText(given)).toBe(shown);
});

test('lines, tabs, accents and emoji stay as they are', () => {
  const text = 'mañana\n\tçà 📷 👩‍👩‍👧';
  expect(plainText(text)).toBe(text);
});

test('JSON means the same', () => {
  const value = { text: '\u009b2J \u202e \u007f' };
  expect(JSON.parse(plainText(JSON.stringify(value)))).toEqual(value);
});
