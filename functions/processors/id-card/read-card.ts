// Reads the card in a photo: asks for codes until one fits, and says what is wrong if none does.
import type { Pixels } from '../photo/decode.ts';
import type { CardReason, CardRequest, CardVerdict } from './card.ts';
import { judge } from './judge.ts';
import type { CodeFormat, CodeReader } from './reader/code-reader.ts';
import { todayIn } from './reader/dates.ts';
import { greyOf } from './reader/grey.ts';
import type { Today } from './reader/layouts/card-code.ts';
import { looksLikeCode, type Quadrilateral } from './reader/quadrilateral.ts';
import { readCode } from './reader/read-code.ts';
import { tries } from './reader/recipe.ts';

/** What a code should at least be long, of the longer side of the photo. Chosen on drawn photos. */
const LONG_ENOUGH = 0.4;

/**
 * `clock` is in milliseconds, of the same kind as `endsAtMs`. It answers for every photo, and rejects only if `reader`
 * cannot be loaded or fails.
 */
export async function readCard(
  pixels: Pixels,
  request: CardRequest,
  reader: CodeReader,
  clock: () => number = Date.now,
): Promise<CardVerdict> {
  const { endsAtMs = Number.POSITIVE_INFINITY } = request;
  const today: Today = (zone) => todayIn(zone, request.nowMs);
  const picture = greyOf(pixels);
  const unfit: Unfit[] = [];
  let stripes: Quadrilateral | undefined;
  for await (const attempt of tries(picture, reader)) {
    stripes = attempt.stripes;
    const verdicts = attempt.codes.flatMap((code) => {
      // Its bytes are gone when it has been read.
      const {
        format,
        bytes: { length },
      } = code;
      const reading = readCode(code, today);
      if (typeof reading !== 'string') return [judge(reading, request)];
      unfit.push({ reading, format, length });
      return [];
    });
    const [best] = verdicts.toSorted((one, other) => distanceFromOk(one) - distanceFromOk(other));
    if (best) return best;
    if (isOtherKind(unfit) || clock() >= endsAtMs) break;
  }
  return { reason: reasonOf(unfit, stripes, Math.max(picture.width, picture.height)) };
}

/** Of two cards in one photo, the one that was asked for is told about. */
function distanceFromOk({ reason }: CardVerdict): number {
  if (reason === 'ok') return 0;
  return reason === 'expired' || reason === 'does_not_match' ? 1 : 2;
}

/** A code that was read and is no card that is known. */
interface Unfit {
  readonly reading: 'contradicts' | 'unknown';
  readonly format: CodeFormat;
  /** Bytes. */
  readonly length: number;
}

/** Misread bytes differ from try to try. A PDF417 that was read twice with one length is really another one. */
function isOtherKind(unfit: readonly Unfit[]): boolean {
  const lengths = unfit.filter(isUnknownPdf417).map(({ length }) => length);
  return new Set(lengths).size < lengths.length;
}

const isUnknownPdf417 = ({ reading, format }: Unfit) => reading === 'unknown' && format === 'PDF417';

/** Beside a card that cannot be read there may be another code: a receipt's QR, say. It is told only if it is alone. */
function reasonOf(
  unfit: readonly Unfit[],
  stripes: Quadrilateral | undefined,
  longerSide: number,
): CardReason {
  if (unfit.some(({ reading }) => reading === 'contradicts')) return 'checksum';
  if (isOtherKind(unfit)) return 'other_kind';
  if (unfit.some(isUnknownPdf417)) return 'checksum';
  if (stripes && looksLikeCode(stripes))
    return stripes.length < LONG_ENOUGH * longerSide ? 'come_closer' : 'blurred';
  return unfit.length > 0 ? 'other_kind' : 'no_card';
}
