// What is asked of the reader of identity cards, and what it answers. By default nothing of the answer is about a
// person: number, names and date of birth are in it only if they were asked for.

/** Countries whose cards can be read. */
export const COUNTRIES = ['AR', 'CO', 'CL'] as const;
export type Country = (typeof COUNTRIES)[number];

/** What of a person may be handed out. */
export const CARD_KEYS = ['card_number', 'card_names', 'card_born'] as const;
export type CardKey = (typeof CARD_KEYS)[number];

/**
 * If several apply to a card that was read, the first of these is told: `other_country`, `other_kind`, `expired`,
 * `does_not_match`. If none was read: `checksum`, `other_kind` of a PDF417, `come_closer` or `blurred`, `other_kind` of
 * a QR, `no_card`.
 */
export const CARD_REASONS = [
  'ok',
  /** No code was found. */
  'no_card',
  /** A code was found and not read; it is small in the photo. */
  'come_closer',
  /** A code was found and not read; it is large enough. */
  'blurred',
  /** A code was read, and its layout, dates or check digits do not fit. */
  'checksum',
  'expired',
  /** The card of a country that was not asked for. */
  'other_country',
  /** A code that no card of ours carries, or another document: of a minor, a passport, a driving licence. */
  'other_kind',
  'does_not_match',
] as const;
export type CardReason = (typeof CARD_REASONS)[number];

export const CARD_KINDS = ['dni', 'cedula', 'cedula_foreign', 'minor', 'passport', 'cnh', 'cin'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

export interface CardRequest {
  readonly countries: readonly Country[];
  /** What of the person is to be handed out. */
  readonly keys: readonly CardKey[];
  /** The number that the customer typed. Undefined or empty: nothing is compared. */
  readonly expected?: string;
  /** Dates are compared with this moment, in the card's country. */
  readonly nowMs: number;
  /** No further try to read begins after this moment of the reader's clock. Undefined: the recipe goes to its end. */
  readonly endsAtMs?: number;
}

export interface CardVerdict {
  readonly reason: CardReason;
  /** ISO 3166, two letters. Also of a country that cannot be read, where the code says so: `PE`, `BR`. */
  readonly country?: string;
  readonly kind?: CardKind;
  /** Whether the number is the expected one; undefined where nothing was compared. */
  readonly matches?: boolean;
  /** YYYY-MM-DD; undefined where the code has no date of expiry. */
  readonly expires?: string;
  /** Only if asked for, as the next two. Without leading zeros; a Chilean one as `12345678-5`. */
  readonly number?: string;
  /** Given names and then surnames. */
  readonly names?: string;
  /** YYYY-MM-DD. */
  readonly born?: string;
}
