// The verdict on a document: what of it the request wants to know, and nothing else.
import type { CardKey, CardReason, CardRequest, CardVerdict } from './card.ts';
import type { Document, Holder } from './reader/layouts/card-code.ts';

export function judge(
  { country, kind, holder, expires, isExpired }: Document,
  request: CardRequest,
): CardVerdict {
  const seen = { country, kind };
  if (!request.countries.some((wanted) => wanted === country)) return { ...seen, reason: 'other_country' };
  if (!holder) return { ...seen, reason: 'other_kind' };
  const matches = compare(holder, request.expected);
  const reason: CardReason = isExpired ? 'expired' : matches === false ? 'does_not_match' : 'ok';
  return {
    ...seen,
    reason,
    ...(matches !== undefined && { matches }),
    ...(expires !== undefined && { expires }),
    ...askedFor(holder, request.keys),
  };
}

/** People write dots, hyphens, blanks and zeros in front, or leave them out. Undefined: there is nothing to compare. */
function compare({ number, alsoWritten = [] }: Holder, expected = ''): boolean | undefined {
  const typed = bare(expected);
  if (typed === '') return undefined;
  return [number, ...alsoWritten].some((written) => bare(written) === typed);
}

const bare = (number: string) =>
  number
    .replace(/[\s.\p{Pd}]/gu, '')
    .replace(/^0+/, '')
    .toUpperCase();

function askedFor({ number, names, born }: Holder, keys: readonly CardKey[]): Partial<CardVerdict> {
  return {
    ...(keys.includes('card_number') && { number }),
    ...(keys.includes('card_names') && { names }),
    ...(keys.includes('card_born') && { born }),
  };
}
