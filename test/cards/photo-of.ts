// The photo of a card as the processor gets it: through a JPEG, decoded by the decoder that a deployment uses.
import { decoders, type Pixels } from '../../functions/processors/photo/decode.ts';
import { type CardCode, drawCard } from '../../local/demo/cards/draw-card.ts';
import { jpegOf } from '../../local/demo/cards/jpeg.ts';
import { type Conditions, photograph, WELL_HELD } from './photograph.ts';

export async function photoOf(code: CardCode, conditions: Partial<Conditions> = {}): Promise<Pixels> {
  const all = { ...WELL_HELD, ...conditions };
  const decode = await decoders.jpeg();
  let pixels = photograph(drawCard(code, all.seed), all);
  for (const quality of all.qualities) {
    const decoded = await decode((await jpegOf(pixels, quality)).buffer);
    if (typeof decoded === 'string') throw new Error(`the photo is ${decoded}`);
    pixels = decoded;
  }
  return pixels;
}
