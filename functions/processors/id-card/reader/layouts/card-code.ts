// What a layout makes of the bytes of a code.
import type { CardKind } from '../../card.ts';

/** A document that its code describes without contradiction. */
export interface Document {
  readonly country: string;
  readonly kind: CardKind;
  /** Undefined for a document that no customer may show: nothing of it is read. */
  readonly holder?: Holder;
  /** YYYY-MM-DD. */
  readonly expires?: string;
  /** Today, in the country of the card. */
  readonly isExpired?: boolean;
}

export interface Holder {
  /** Without leading zeros. */
  readonly number: string;
  /** Other ways to write the number. */
  readonly alsoWritten?: readonly string[];
  /** Empty if the code has none. */
  readonly names: string;
  readonly born: string;
}

/**
 * `contradicts`: it is this layout, and a date or a check digit is wrong: it was misread, or made up. `unknown`:
 * another layout.
 */
export type Reading = Document | 'contradicts' | 'unknown';

/** The day that it is in a zone (IANA): YYYY-MM-DD. */
export type Today = (zone: string) => string;

/** UTF-8 where a byte C3 begins a letter of it, else latin-1. */
export function textOf(bytes: Uint8Array): string {
  const isUtf8 = bytes.some((byte, at) => byte === 0xc3 && ((bytes[at + 1] ?? 0) & 0xc0) === 0x80);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(isUtf8 ? 'utf8' : 'latin1');
}

/** Letters of any language, and what stands between the parts of a name. */
export const NAME = /^\p{L}[\p{L}\p{M} .'’´`-]*$/u;

export const withoutZeros = (number: string) => number.replace(/^0+(?=.)/, '');

export const fullName = (...parts: readonly string[]) => parts.join(' ').replace(/\s+/g, ' ').trim();
