// The yellow Colombian cédula, its variants, and what is erased of it before anything is read.
import { describe, expect, test } from 'vitest';
import {
  colombianVariant,
  eraseBiometrics,
  readColombian,
} from '../../../../functions/processors/id-card/reader/layouts/colombia.ts';
import { COLOMBIAN_VARIANTS, colombianCode, LUZ } from '../../../../local/demo/cards/people.ts';

const today = () => '2026-11-27';
const read = (code: Uint8Array) => {
  const variant = colombianVariant(code);
  if (!variant) return 'unknown';
  eraseBiometrics(code, variant);
  return readColombian(code, variant, today);
};
const holder = { number: '9999123456', names: 'LUZ FICTICIA PEÑALOZA NUÑEZ', born: '1985-03-14' };
const changed = (change: (code: Uint8Array) => void) => {
  const code = colombianCode(LUZ);
  change(code);
  return code;
};
const write = (at: number, text: string) => (code: Uint8Array) => code.set(Buffer.from(text, 'latin1'), at);

describe('every variant', () => {
  test.each(['marker', 'no-marker', 'date-first'] as const)('%s', (variant) => {
    expect(read(colombianCode(LUZ, { variant }))).toEqual({ country: 'CO', kind: 'cedula', holder });
  });

  test.each([0, 1, 2, 9])('the marker with a %i', (markerDigit) => {
    expect(read(colombianCode(LUZ, { markerDigit }))).toMatchObject({ holder });
  });

  test('530 bytes', () => {
    expect(read(colombianCode(LUZ).slice(0, 530))).toMatchObject({ holder });
  });

  test('zeros in front of a number, and no second name', () => {
    const person = { ...LUZ, names: ['LUZ', ''] } as const;
    const code = colombianCode(person, { number: '19999123' });
    expect(read(code)).toMatchObject({ holder: { number: '19999123', names: 'LUZ PEÑALOZA NUÑEZ' } });
  });

  test('a minor: kind and country, and nothing of the holder', () => {
    expect(read(colombianCode(LUZ, { variant: 'minor' }))).toEqual({ country: 'CO', kind: 'minor' });
  });
});

test.each(COLOMBIAN_VARIANTS)(
  '%s: fingerprints, their codes and the blood group are zero before it is read',
  (variant) => {
    const code = colombianCode(LUZ, { variant });
    const found = colombianVariant(code);
    if (!found) throw new Error('not found');
    eraseBiometrics(code, found);
    const later = variant === 'no-marker' || variant === 'minor' ? 1 : 0;
    expect(code.subarray(0, 48 + later).every((byte) => byte === 0)).toBe(true);
    expect(code.subarray(161 + later).every((byte) => byte === 0)).toBe(true);
  },
);

test.each([
  ['a letter in the number', write(50, 'O')],
  ['no number', write(48, '0000000000')],
  ['no surname', (code: Uint8Array) => void code.fill(0, 58, 81)],
  ['no name', (code: Uint8Array) => void code.fill(0, 104, 127)],
  ['a digit in a name', write(105, '7')],
  ['NUL within a name', write(105, '\0')],
  ['another sex', write(151, 'Q')],
  ['a day that does not exist', write(152, '19850230')],
  ['born after today', write(152, '20261128')],
  ['born before 1900', write(152, '18991231')],
])('contradicts itself: %s', (_what, change) => {
  expect(read(changed(change))).toBe('contradicts');
});

test.each([
  ['another marker', changed(write(24, 'PubXSK_1'))],
  ['a marker one byte later', changed(write(24, '\0PubDSK_1'))],
  ['520 bytes, as USB scanners give', colombianCode(LUZ).slice(0, 520)],
  ['189 bytes', colombianCode(LUZ).slice(0, 189)],
  ['more bytes', new Uint8Array([...colombianCode(LUZ), 0, 0])],
  ['nothing', new Uint8Array()],
])('%s is unknown', (_what, code) => {
  expect(read(code)).toBe('unknown');
});
