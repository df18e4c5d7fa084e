// HTML as a value of its own: whatever lands in it is text and is escaped, unless this very tag has made it. So no
// renderer can forget to escape what comes from outside.

const MARKUP = Symbol('markup');

export interface Html {
  readonly [MARKUP]: string;
}

/** Nothing is drawn for what is undefined or false. */
export type Piece = Html | string | number | false | undefined | readonly Piece[];

/** Attribute values must stand in double quotes. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = literals.map((literal, at) => literal + markupOf(pieces[at]));
  return { [MARKUP]: text.join('') };
}

export const printHtml = (markup: Html): string => markup[MARKUP];

/** Text of the program's own that HTML does not escape, like a style sheet. Never anything from outside. */
export const verbatim = (text: string): Html => ({ [MARKUP]: text });

function markupOf(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escapeText(piece);
  return isList(piece) ? piece.map(markupOf).join('') : piece[MARKUP];
}

const isList = (piece: Html | readonly Piece[]): piece is readonly Piece[] => Array.isArray(piece);

/** Control characters cannot be shown, and some of them HTML does not even allow. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\u{fffd}');
}
