// Dates and check digits.
import { describe, expect, test } from 'vitest';
import { fitsIcao, fitsRun } from '../../../../functions/processors/id-card/reader/check-digits.ts';
import {
  bornInShort,
  dateOf,
  dayFirst,
  expiresInShort,
  todayIn,
} from '../../../../functions/processors/id-card/reader/dates.ts';

describe('check digits', () => {
  test.each(['9998887774', '8503149', '3503144', 'L898902C36', 'D231458907'])('%s fits ICAO 9303', (text) => {
    expect(fitsIcao(text)).toBe(true);
    expect(fitsIcao(`${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`)).toBe(false);
  });

  test.each(['', '5', 'AB<', '850314a', '8503 149'])('"%s" does not', (text) => {
    expect(fitsIcao(text)).toBe(false);
  });

  test.each(['12345678-5', '1000005-K', '11111111-1', '20000008-0'])('%s is a RUN', (run) => {
    expect(fitsRun(run)).toBe(true);
    expect(fitsRun(run.replace(/.$/, (digit) => (digit === '3' ? '4' : '3')))).toBe(false);
  });

  test.each(['', '12345678', '12.345.678-5', '5-5', '123456785', '0-0'])('"%s" is none', (run) => {
    expect(fitsRun(run)).toBe(false);
  });
});

describe('dates', () => {
  test.each([
    ['2024', '02', '29', '2024-02-29'],
    ['2023', '02', '29', undefined],
    ['2023', '04', '31', undefined],
    ['2023', '13', '01', undefined],
    ['2023', '00', '01', undefined],
    ['23', '01', '01', undefined],
    ['', '', '', undefined],
  ])('%s %s %s', (year, month, day, date) => {
    expect(dateOf(year, month, day)).toBe(date);
  });

  test('the day first', () => {
    expect(dayFirst('14/03/1985')).toBe('1985-03-14');
    expect(dayFirst('1985-03-14')).toBeUndefined();
  });

  test('a birth is the latest that is not in the future', () => {
    expect(bornInShort('261127', '2026-11-27')).toBe('2026-11-27');
    expect(bornInShort('261128', '2026-11-27')).toBe('1926-11-28');
    expect(bornInShort('000229', '2026-11-27')).toBe('2000-02-29');
    expect(bornInShort('270229', '2026-11-27')).toBeUndefined();
    expect(expiresInShort('350314')).toBe('2035-03-14');
  });

  test('today is that of the country', () => {
    const nowMs = Date.UTC(2026, 10, 28, 3, 30);
    expect(todayIn('America/Argentina/Buenos_Aires', nowMs)).toBe('2026-11-28');
    expect(todayIn('America/Santiago', nowMs)).toBe('2026-11-28');
    expect(todayIn('America/Bogota', nowMs)).toBe('2026-11-27');
  });
});
