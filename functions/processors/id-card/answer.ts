// The verdict on a card as variables for the branches of a flow. docs/processors/id-card.md documents the values for
// builders of flows, so they must not change.
import * as v from 'valibot';
import { PHOTO_PROBLEMS } from '../photo/problems.ts';
import type { ProcessorAnswer } from '../processor.ts';
import { CARD_KINDS, CARD_REASONS } from './card.ts';

/** First what is wrong with the photo, then what is wrong with the card. */
export const ANSWERED_REASONS = [...CARD_REASONS, ...PHOTO_PROBLEMS] as const;

const date = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

/** What the thread sends. */
export const cardLook = v.object({
  reason: v.picklist(ANSWERED_REASONS),
  country: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  kind: v.optional(v.picklist(CARD_KINDS)),
  matches: v.optional(v.boolean()),
  expires: v.optional(date),
  number: v.optional(v.string()),
  names: v.optional(v.string()),
  born: v.optional(date),
});

export type CardLook = v.InferOutput<typeof cardLook>;

/** Always all nine, so that no value of an earlier photo stays in the conversation. */
export function cardAnswer(look: CardLook): ProcessorAnswer {
  const values = {
    card_ok: String(look.reason === 'ok'),
    card_reason: look.reason,
    card_country: look.country,
    card_kind: look.kind,
    card_matches: look.matches?.toString(),
    card_expires: look.expires,
    card_number: look.number,
    card_names: look.names,
    card_born: look.born,
  };
  return { kind: 'done', keys: Object.entries(values).map(([key, value]) => ({ key, value: value ?? '' })) };
}
