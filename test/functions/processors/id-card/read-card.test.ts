// The verdict, with a reader that gives what the test says, on a picture of nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CardRequest } from '../../../../functions/processors/id-card/card.ts';
import { readCard } from '../../../../functions/processors/id-card/read-card.ts';
import type { Code, CodeReader } from '../../../../functions/processors/id-card/reader/code-reader.ts';
import {
  argentineCode,
  COLOMBIAN_VARIANTS,
  chileanCode,
  colombianCode,
  LUZ,
} from '../../../../local/demo/cards/people.ts';
import { runs } from '../../../properties/runs.ts';

const NOTHING = { width: 48, height: 32, data: new Uint8ClampedArray(48 * 32 * 4).fill(200) };
const REQUEST: CardRequest = {
  countries: ['AR', 'CO', 'CL'],
  keys: [],
  nowMs: Date.UTC(2026, 10, 27, 15),
};
const corners = [0, 1, 2, 3].map((x) => ({ x, y: 0 })) as unknown as Code['corners'];
const code = (format: Code['format'], bytes: Uint8Array, isValid = true): Code => ({
  format,
  bytes,
  isValid,
  corners,
});
const pdf417 = (bytes: Uint8Array, isValid?: boolean) => code('PDF417', bytes, isValid);
const qr = (bytes: Uint8Array) => code('QRCode', bytes);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

/** Each read takes the next; what is left over is nothing. */
function readerOf(...reads: readonly (readonly Code[])[]): CodeReader & { count: number } {
  return {
    count: 0,
    async read() {
      this.count += 1;
      return reads[this.count - 1] ?? [];
    },
  };
}
const verdictOn = (reads: readonly (readonly Code[])[], request: Partial<CardRequest> = {}) =>
  readCard(NOTHING, { ...REQUEST, ...request }, readerOf(...reads));
const onCode = (one: Code, request: Partial<CardRequest> = {}) => verdictOn([[one]], request);

describe('what is handed out', () => {
  test('by default nothing about the person', async () => {
    expect(await onCode(pdf417(colombianCode(LUZ)))).toEqual({ reason: 'ok', country: 'CO', kind: 'cedula' });
  });

  test('what was asked for', async () => {
    expect(await onCode(pdf417(colombianCode(LUZ)), { keys: ['card_number'] })).toEqual({
      reason: 'ok',
      country: 'CO',
      kind: 'cedula',
      number: '9999123456',
    });
    expect(await onCode(qr(chileanCode(LUZ)), { keys: ['card_names', 'card_born'] })).toEqual({
      reason: 'ok',
      country: 'CL',
      kind: 'cedula',
      expires: '2031-03-14',
      names: '',
      born: '1985-03-14',
    });
  });

  test('nothing of a card that is refused', async () => {
    const keys = ['card_number', 'card_names', 'card_born'] as const;
    expect(await onCode(pdf417(colombianCode(LUZ)), { keys, countries: ['CL'] })).toEqual({
      reason: 'other_country',
      country: 'CO',
      kind: 'cedula',
    });
    expect(await onCode(pdf417(colombianCode(LUZ, { variant: 'minor' })), { keys })).toEqual({
      reason: 'other_kind',
      country: 'CO',
      kind: 'minor',
    });
  });
});

describe('the expected number', () => {
  test.each(['9999123456', '9.999.123.456', ' 9999 123 456 ', '009999-123456', '9999–123456'])(
    '%s is that of the card',
    async (expected) => {
      expect(await onCode(pdf417(colombianCode(LUZ)), { expected })).toMatchObject({
        reason: 'ok',
        matches: true,
      });
    },
  );

  test.each(['12.345.678-5', '123456785', '012345678-5'])('%s is a RUN', async (expected) => {
    expect(await onCode(qr(chileanCode(LUZ)), { expected })).toMatchObject({ matches: true });
  });

  test('k is K, and a letter in front of a DNI may be missing', async () => {
    expect(
      await onCode(qr(chileanCode(LUZ, { run: '1000005-K' })), { expected: '1.000.005-k' }),
    ).toMatchObject({
      matches: true,
    });
    const dni = argentineCode(LUZ, 'F1234567');
    expect(await onCode(pdf417(dni), { expected: '1.234.567' })).toMatchObject({ matches: true });
  });

  test('another number does not match', async () => {
    const verdict = await onCode(pdf417(colombianCode(LUZ)), { expected: '9999123457' });
    expect(verdict).toEqual({ reason: 'does_not_match', country: 'CO', kind: 'cedula', matches: false });
  });

  test.each(['', ' ', '-'])('"%s" is nothing to compare with', async (expected) => {
    expect(await onCode(pdf417(colombianCode(LUZ)), { expected })).not.toHaveProperty('matches');
  });
});

describe('of several reasons the first is told', () => {
  const old = { expires: '2026-11-26' };

  test('another country before another kind', async () => {
    const passport = qr(chileanCode(LUZ, { type: 'PASAPORTE_CHILENO' }));
    expect(await onCode(passport, { countries: ['AR'] })).toMatchObject({
      reason: 'other_country',
      kind: 'passport',
    });
    const again = qr(chileanCode(LUZ, { type: 'PASAPORTE_CHILENO' }));
    expect(await onCode(again)).toMatchObject({ reason: 'other_kind', kind: 'passport' });
  });

  test('another country before expired, expired before not matching', async () => {
    expect(await onCode(qr(chileanCode(LUZ, old)), { countries: ['CO'] })).toMatchObject({
      reason: 'other_country',
    });
    expect(await onCode(qr(chileanCode(LUZ, old)), { expected: '1-9' })).toMatchObject({
      reason: 'expired',
      matches: false,
      expires: '2026-11-26',
    });
  });

  test('expired by the day of the country, not of the machine', async () => {
    const atNight = { nowMs: Date.UTC(2026, 10, 27, 2, 59) };
    expect(await onCode(qr(chileanCode(LUZ, old)), atNight)).toMatchObject({ reason: 'ok' });
    expect(await onCode(qr(chileanCode(LUZ, old)), { nowMs: Date.UTC(2026, 10, 27, 3) })).toMatchObject({
      reason: 'expired',
    });
  });
});

describe('codes that are no card', () => {
  const rubbish = (length: number) => pdf417(new Uint8Array(length).map((_, at) => (at * 37) % 256));

  test('rubbish that the library calls valid is no card, and the next try is made', async () => {
    expect(await verdictOn([[rubbish(189)]])).toEqual({ reason: 'checksum' });
    expect(await verdictOn([[rubbish(189)], [pdf417(colombianCode(LUZ))]])).toMatchObject({ reason: 'ok' });
  });

  test('a card that the library calls invalid is no card', async () => {
    expect(await onCode(pdf417(colombianCode(LUZ), false))).not.toMatchObject({ reason: 'ok' });
  });

  test('one that contradicts itself', async () => {
    expect(await onCode(qr(chileanCode(LUZ, { run: '12345678-6' })))).toEqual({ reason: 'checksum' });
  });

  test('a PDF417 that two tries read alike is another kind, and no third try is made', async () => {
    const reader = readerOf([rubbish(300)], [rubbish(300)], [pdf417(colombianCode(LUZ))]);
    expect(await readCard(NOTHING, REQUEST, reader)).toEqual({ reason: 'other_kind' });
    expect(reader.count).toBe(2);
  });

  test('a QR of something else', async () => {
    expect(await onCode(qr(latin1('https://example.com/receipt/1')))).toEqual({ reason: 'other_kind' });
    expect(await onCode(qr(latin1('https://vio.serpro.gov.br/x')))).toEqual({
      reason: 'other_country',
      country: 'BR',
      kind: 'cnh',
    });
  });

  test('nothing', async () => {
    expect(await verdictOn([])).toEqual({ reason: 'no_card' });
  });
});

test('of two cards in one photo the one that was asked for', async () => {
  const both = () => [pdf417(colombianCode(LUZ)), pdf417(argentineCode(LUZ))];
  expect(await verdictOn([both()], { countries: ['AR'] })).toMatchObject({ reason: 'ok', country: 'AR' });
  expect(await verdictOn([both()], { countries: ['CO'] })).toMatchObject({ reason: 'ok', country: 'CO' });
  expect(await verdictOn([both()], { expected: '99123456' })).toMatchObject({ reason: 'ok', country: 'AR' });
});

test('no try begins after the end', async () => {
  const reader = readerOf([], [pdf417(colombianCode(LUZ))]);
  let nowMs = 0;
  const clock = () => (nowMs += 10);
  expect(await readCard(NOTHING, { ...REQUEST, endsAtMs: 10 }, reader, clock)).toEqual({ reason: 'no_card' });
  expect(reader.count).toBe(1);
});

describe('after a read nothing is left in the array', () => {
  const noCard = colombianCode(LUZ);
  noCard[24] = 0;
  const contradicting = colombianCode(LUZ);
  contradicting[50] = 65;
  const cases: readonly (readonly [string, Code])[] = [
    ...COLOMBIAN_VARIANTS.map((variant) => [variant, pdf417(colombianCode(LUZ, { variant }))] as const),
    ['a layout that does not fit', pdf417(noCard)],
    ['a number that does not fit', pdf417(contradicting)],
    ['invalid', pdf417(colombianCode(LUZ), false)],
    ['Argentina', pdf417(argentineCode(LUZ))],
    ['Chile', qr(chileanCode(LUZ))],
    ['a licence', qr(new Uint8Array(900).fill(7))],
    ['an unknown template', pdf417(new Uint8Array(700).fill(9))],
  ];
  test.each(cases)('%s', async (_what, one) => {
    await onCode(one);
    expect(one.bytes.every((byte) => byte === 0)).toBe(true);
  });
});

test('random bytes are never a card and never an error', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc.uint8Array({ minLength: 529, maxLength: 533 }),
    fc.string({ maxLength: 200 }).map((text) => latin1(`@${text}@@@@@@@@`)),
    fc
      .string({ maxLength: 60 })
      .map((text) => latin1(`https://portal.sidiv.registrocivil.cl/docstatus?RUN=${text}`)),
    fc.tuple(fc.uint8Array({ minLength: 531, maxLength: 531 })).map(([code]) => {
      code.set(latin1('PubDSK_1'), 24);
      return code;
    }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('PDF417' as const, 'QRCode' as const), async (random, format) => {
      const { reason } = await onCode(code(format, random));
      expect(['checksum', 'other_kind', 'other_country', 'no_card']).toContain(reason);
      expect(random.every((byte) => byte === 0)).toBe(true);
    }),
    runs(300),
  );
});
