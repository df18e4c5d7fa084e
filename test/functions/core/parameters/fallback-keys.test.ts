// The parser of the operator's fallback variables.
import { describe, expect, test } from 'vitest';
import { parseFallbackKeys } from '../../../../functions/core/parameters/fallback-keys.ts';

describe('the fallback', () => {
  test.each(['', '  ', '\n'])('may be empty: %j', (text) => {
    expect(parseFallbackKeys(text)).toEqual([]);
  });

  test.each([
    ['one=1', [{ key: 'one', value: '1' }]],
    [
      'one=1,two=2',
      [
        { key: 'one', value: '1' },
        { key: 'two', value: '2' },
      ],
    ],
    [
      ' one = 1 ,\n two=2 ',
      [
        { key: 'one', value: ' 1 ' },
        { key: 'two', value: '2 ' },
      ],
    ],
    ['url=https://example.test/?a=b', [{ key: 'url', value: 'https://example.test/?a=b' }]],
    ['empty=', [{ key: 'empty', value: '' }]],
    ['ñandú=🌵', [{ key: 'ñandú', value: '🌵' }]],
  ])('reads %j', (text, keys) => {
    expect(parseFallbackKeys(text)).toEqual(keys);
  });

  test.each([
    'one',
    '=1',
    ' =1',
    ',',
    'one=1,',
    'one=1,,two=2',
    'acuse_status=done',
    'one=1,one=2',
    'one=1, one=2',
  ])('refuses %j', (text) => {
    expect(parseFallbackKeys(text)).toBeUndefined();
  });
});
