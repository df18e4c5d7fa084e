// Photos of drawn cards, decoded and read by the real library.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { prepareZXingModule } from 'zxing-wasm/reader';
import { readCard } from '../../../../functions/processors/id-card/read-card.ts';
import type { CodeReader } from '../../../../functions/processors/id-card/reader/code-reader.ts';
import { greyOf } from '../../../../functions/processors/id-card/reader/grey.ts';
import { zxingCodeReader } from '../../../../functions/processors/id-card/reader/zxing-code-reader.ts';
import { CARD_READER_FILE } from '../../../../functions/processors/id-card/reader-file.ts';
import type { Pixels } from '../../../../functions/processors/photo/decode.ts';
import { CODE_OF, drawCard } from '../../../../local/demo/cards/draw-card.ts';
import { chileanCode, colombianCode, LUZ } from '../../../../local/demo/cards/people.ts';
import { photoOf } from '../../../cards/photo-of.ts';
import { type Conditions, photograph, WELL_HELD } from '../../../cards/photograph.ts';
import { CARD_KINDS_DRAWN, someCard } from '../../../cards/some-card.ts';

/** Smaller than phones send, so that the tests are quick. */
const SMALL = { width: 1200, height: 900, fill: 0.9 };
const NOW_MS = Date.UTC(2026, 10, 27, 15);
const read = (photo: Pixels, reader: CodeReader = zxingCodeReader()) =>
  readCard(
    photo,
    { countries: ['AR', 'CO', 'CL'], keys: ['card_number', 'card_names', 'card_born'], nowMs: NOW_MS },
    reader,
  );

describe.each(CARD_KINDS_DRAWN)('%s', (kind) => {
  test.each([
    ['held well', {}],
    ['tilted and seen from the side', { tiltDegrees: 17, perspective: 0.12, farDegrees: 160, fill: 0.8 }],
    ['far away', { width: 1600, height: 1200, fill: 0.45, tiltDegrees: -4 }],
    ['upside down in a shadow', { tiltDegrees: 178, shadow: 0.4 }],
  ] satisfies [string, Partial<Conditions>][])('%s', async (_how, conditions) => {
    const card = someCard(kind, 11);
    expect(await read(await photoOf(card.code, { ...SMALL, ...conditions, seed: 11 }))).toEqual(card.verdict);
  });
});

const COLOMBIAN = CODE_OF.colombian(colombianCode(LUZ));

describe('what cannot be read', () => {
  test('blurred', async () => {
    expect(await read(await photoOf(COLOMBIAN, { ...SMALL, blur: 2.2 }))).toEqual({ reason: 'blurred' });
  });

  test('too far away', async () => {
    expect(await read(await photoOf(COLOMBIAN, { ...SMALL, fill: 0.35 }))).toEqual({ reason: 'come_closer' });
  });

  test('a card without a code, and a table without a card', async () => {
    const card = drawCard(COLOMBIAN);
    const face = { ...card, data: card.data.slice().fill(226, Math.round(card.width * card.height * 0.52)) };
    expect(await read(photograph(face, { ...WELL_HELD, ...SMALL }))).toEqual({ reason: 'no_card' });
    const table = photograph({ width: 2, height: 2, data: new Uint8Array(4) }, { ...WELL_HELD, ...SMALL });
    expect(await read(table)).toEqual({ reason: 'no_card' });
  });
});

describe('two codes in one photo', () => {
  const receipt = CODE_OF.chilean(new Uint8Array(Buffer.from('https://example.com/receipt/1234567890')));
  const beside = async (conditions: Partial<Conditions>) => {
    const [card, other] = [
      await photoOf(COLOMBIAN, { ...SMALL, ...conditions }),
      await photoOf(receipt, SMALL),
    ];
    const data = new Uint8ClampedArray(card.data.length + other.data.length);
    data.set(card.data);
    data.set(other.data, card.data.length);
    return { width: card.width, height: card.height + other.height, data };
  };

  test('the card is read beside a receipt', async () => {
    expect(await read(await beside({ tiltDegrees: 9 }))).toMatchObject({ reason: 'ok', country: 'CO' });
  });

  test('a blurred card beside a receipt is blurred, and not another kind', async () => {
    expect(await read(await beside({ blur: 2.2 }))).toMatchObject({ reason: 'blurred' });
  });
});

describe('the library', () => {
  const prepared = () => {
    const wasmBinary = readFileSync(createRequire(import.meta.url).resolve(CARD_READER_FILE));
    const overrides = { wasmBinary } as object;
    return prepareZXingModule({
      overrides,
      equalityFn: () => true,
      fireImmediately: true,
    }) as Promise<unknown>;
  };

  test('its memory is overwritten after a read that found a code', async () => {
    const library = (await prepared()) as { readonly HEAPU8: Uint8Array };
    const picture = greyOf(await photoOf(COLOMBIAN, { ...SMALL, tiltDegrees: 0 }));
    const [code] = await zxingCodeReader().read(picture, { formats: ['PDF417'], isWindow: false });
    expect(Buffer.from(code?.bytes ?? []).equals(COLOMBIAN.bytes)).toBe(true);
    expect(Buffer.from(library.HEAPU8).equals(Buffer.alloc(library.HEAPU8.length))).toBe(true);
  });

  test('two photos at the same time', async () => {
    const photo = await photoOf(CODE_OF.chilean(chileanCode(LUZ)), SMALL);
    const verdicts = await Promise.all([read(photo), read(photo), read(photo)]);
    expect(verdicts.map(({ reason }) => reason)).toEqual(['ok', 'ok', 'ok']);
  });

  test('it reads again afterwards, from a file and never from the network', async () => {
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new Error('fetched'));
    try {
      const card = CODE_OF.chilean(chileanCode(LUZ));
      const reader = zxingCodeReader();
      for (const tiltDegrees of [3, 5]) {
        expect(await read(await photoOf(card, { ...SMALL, tiltDegrees }), reader)).toMatchObject({
          reason: 'ok',
        });
      }
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
