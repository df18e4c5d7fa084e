// Characters that control a terminal are printed as escapes.
import { expect, test } from 'vitest';
import { plainText } from '../../bin/plain-text.ts';

test.each([
  ['an escape', '\u001b[2J', '\\u001b[2J'],
  ['an escape of one byte', '\u009b2J', '\\u009b2J'],
  ['a carriage return', 'paid\rnot paid', 'paid\\u000dnot paid'],
  ['marks that change the text direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
])('%s becomes visible', (_, text, printed) => {
  expect(plainText(text)).toBe(printed);
});

test('lines, tabs, accents and emoji do not change', () => {
  const text = 'mañana\n\tçà 📷 👩‍👩‍👧';
  expect(plainText(text)).toBe(text);
});

test('printed JSON keeps its meaning', () => {
  const value = { text: '\u009b2J \u202e \u007f' };
  expect(JSON.parse(plainText(JSON.stringify(value)))).toEqual(value);
});
