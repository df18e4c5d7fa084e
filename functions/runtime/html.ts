// A type for HTML: every value in a template is escaped, except HTML that this tag created. So a renderer cannot forget
// to escape external text.

const MARKUP = Symbol('markup');

export interface Html {
  readonly [MARKUP]: string;
}

/** undefined and false become an empty text. */
export type Piece = Html | string | number | false | undefined | readonly Piece[];

/** Attribute values must be in double quotes. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = literals.map((literal, at) => literal + markupOf(pieces[at]));
  return { [MARKUP]: text.join('') };
}

export const printHtml = (markup: Html): string => markup[MARKUP];

/** Internal text without escaping, such as a style sheet. Never for external text. */
export const verbatim = (text: string): Html => ({ [MARKUP]: text });

function markupOf(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escapeText(piece);
  return isList(piece) ? piece.map(markupOf).join('') : piece[MARKUP];
}

const isList = (piece: Html | readonly Piece[]): piece is readonly Piece[] => Array.isArray(piece);

/** Control characters are not visible, and HTML does not permit some of them. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\u{fffd}');
}
