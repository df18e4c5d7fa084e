// Every layout: what it takes, and what it refuses.
import { describe, expect, test } from 'vitest';
import { readArgentine } from '../../../../functions/processors/id-card/reader/layouts/argentina.ts';
import { readChilean } from '../../../../functions/processors/id-card/reader/layouts/chile.ts';
import { refusedQr } from '../../../../functions/processors/id-card/reader/layouts/refused.ts';
import { argentineCode, chileanCode, firstArgentineCode, LUZ } from '../../../../local/demo/cards/people.ts';

const today = () => '2026-11-27';
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytes = (code: string) => new Uint8Array(Buffer.from(code, 'latin1'));
const HOLDER = {
  number: '99123456',
  alsoWritten: ['99123456'],
  names: 'LUZ FICTICIA PEÑALOZA',
  born: '1985-03-14',
};

describe('Argentina', () => {
  const now = text(argentineCode(LUZ));
  const then = text(firstArgentineCode(LUZ));

  test('the card since 2012, with and without the last field, never expires', () => {
    const card = { country: 'AR', kind: 'dni', holder: HOLDER };
    expect(readArgentine(bytes(now), today)).toEqual(card);
    expect(readArgentine(bytes(now.replace(/@275$/, '')), today)).toEqual(card);
  });

  test('the first version, in date and expired', () => {
    const card = { country: 'AR', kind: 'dni', holder: HOLDER, expires: '2031-06-20', isExpired: false };
    expect(readArgentine(bytes(then), today)).toEqual(card);
    expect(readArgentine(firstArgentineCode(LUZ, '99123456', '26/11/2026'), today)).toMatchObject({
      isExpired: true,
    });
    expect(readArgentine(firstArgentineCode(LUZ, '99123456', '27/11/2026'), today)).toMatchObject({
      isExpired: false,
    });
  });

  test('in UTF-8 as well', () => {
    expect(readArgentine(new TextEncoder().encode(now), today)).toMatchObject({ holder: HOLDER });
  });

  test('a number of old has a letter, which may be left out', () => {
    const read = readArgentine(argentineCode(LUZ, 'F1234567'), today);
    expect(read).toMatchObject({ holder: { number: 'F1234567', alsoWritten: ['1234567'] } });
  });

  test.each([
    ['a day that does not exist', now.replace('14/03/1985', '30/02/1985')],
    ['born after today', now.replace('14/03/1985', '28/11/2026')],
    ['born before 1900', now.replace('14/03/1985', '14/03/1885')],
    ['issued before birth', now.replace('20/06/2019', '20/06/1984')],
    ['issued after today', now.replace('20/06/2019', '28/11/2026')],
    ['a letter in the number', now.replace('99123456', '9912E456')],
    ['another sex', now.replace('@F@', '@Q@')],
    ['a digit in the name', now.replace('PEÑALOZA', 'PEÑAL0ZA')],
    ['a short tramite', now.replace('00999888777', '0099988877')],
    ['a field more', `${now}@1`],
    ['of the first version: expires before it was issued', then.replace('20/06/2031', '20/06/2010')],
    ['of the first version: no date of expiry', then.replace('20/06/2031', '')],
  ])('contradicts itself: %s', (_what, code) => {
    expect(readArgentine(bytes(code), today)).toBe('contradicts');
  });

  test('other text is unknown', () => {
    expect(readArgentine(bytes('HELLO'), today)).toBe('unknown');
    expect(readArgentine(bytes('@'.repeat(401)), today)).toBe('unknown');
  });
});

describe('Chile', () => {
  const code = text(chileanCode(LUZ));
  const holder = { number: '12345678-5', names: '', born: '1985-03-14' };

  test.each([
    ['the old host', chileanCode(LUZ), 'cedula'],
    [
      'the new host, with letters in the serial',
      chileanCode(LUZ, { isNewCard: true, serial: 'B12345678' }),
      'cedula',
    ],
    ['a foreigner', chileanCode(LUZ, { type: 'CEDULA_EXT' }), 'cedula_foreign'],
  ])('%s', (_what, card, kind) => {
    expect(readChilean(card, today)).toEqual({
      country: 'CL',
      kind,
      holder,
      expires: '2031-03-14',
      isExpired: false,
    });
  });

  test('K as a check digit', () => {
    expect(readChilean(chileanCode(LUZ, { run: '1000005-K' }), today)).toMatchObject({
      holder: { number: '1000005-K' },
    });
    expect(readChilean(chileanCode(LUZ, { run: '1000005-k' }), today)).toMatchObject({
      holder: { number: '1000005-K' },
    });
  });

  test('expired from the day after', () => {
    expect(readChilean(chileanCode(LUZ, { expires: '2026-11-27' }), today)).toMatchObject({
      isExpired: false,
    });
    expect(readChilean(chileanCode(LUZ, { expires: '2026-11-26' }), today)).toMatchObject({
      isExpired: true,
    });
  });

  test('a birth of this century', () => {
    const born = '2004-02-29';
    expect(readChilean(chileanCode({ ...LUZ, born }), today)).toMatchObject({ holder: { born } });
  });

  test('a passport is told as such, and not read', () => {
    expect(readChilean(chileanCode(LUZ, { type: 'PASAPORTE_CHILENO' }), today)).toEqual({
      country: 'CL',
      kind: 'passport',
    });
  });

  const mrz = /mrz=(\w+)/.exec(code)?.[1] ?? '';
  const withDigit = (at: number) =>
    code.replace(mrz, `${mrz.slice(0, at)}${(Number(mrz[at]) + 1) % 10}${mrz.slice(at + 1)}`);
  test.each([
    ['the check digit of the RUN', code.replace('12345678-5', '12345678-6')],
    ['a digit of the RUN', code.replace('12345678-5', '12345679-5')],
    ['the check digit of the document', withDigit(9)],
    ['the check digit of birth', withDigit(16)],
    ['the check digit of expiry', withDigit(23)],
    ['a digit of birth', withDigit(12)],
    ['a month that does not exist', text(chileanCode(LUZ, { expires: '2031-13-14' }))],
    ['an mrz too long', code.replace(mrz, `${mrz}0`)],
    ['no mrz', code.replace(/&mrz=.*/, '')],
    ['another type', code.replace('CEDULA', 'constructor')],
  ])('contradicts itself: %s', (_what, changed) => {
    expect(readChilean(bytes(changed), today)).toBe('contradicts');
  });

  test.each([
    ['another host', code.replace('registrocivil.cl', 'registrocivil.cl.example.com')],
    ['a host in front', code.replace('https://portal', 'https://x.portal')],
    ['not encrypted', code.replace('https:', 'http:')],
    ['a port', code.replace('.cl/', '.cl:444/')],
    ['another path', code.replace('docstatus', 'other')],
    ['the path of the other host', code.replace('docstatus', 'document-validity')],
    ['a receipt', 'https://www.sii.cl/boleta?f=1'],
    ['a long text', `${code}${' '.repeat(300)}`],
  ])('%s is unknown', (_what, changed) => {
    expect(readChilean(bytes(changed), today)).toBe('unknown');
  });
});

describe('Brazil', () => {
  test.each([
    ['https://vio.estaleiro.serpro.gov.br/?d=1', 'cnh'],
    ['https://SERPRO.gov.br', 'cnh'],
    ['https://cin.gov.br/abc', 'cin'],
  ])('%s is a %s', (address, kind) => {
    expect(refusedQr(bytes(address))).toEqual({ country: 'BR', kind });
  });

  test('a large QR that is no text is a licence, and is overwritten', () => {
    const code = new Uint8Array(600).map((_, at) => at % 256);
    expect(refusedQr(code)).toEqual({ country: 'BR', kind: 'cnh' });
    expect(code.every((byte) => byte === 0)).toBe(true);
  });

  test.each([
    'https://example.com/serpro.gov.br',
    'https://notgov.br',
    'https://gov.br.example.com',
    'x'.repeat(600),
  ])('%s is no document', (code) => {
    expect(refusedQr(bytes(code))).toBeUndefined();
  });
});
