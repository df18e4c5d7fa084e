// Printed text can contain text of a customer. Some characters control a terminal: they move the cursor, erase, or
// change the direction. They are printed as JSON escapes, so printed JSON keeps its meaning.

/** Control characters except tab and line feed, direction marks, and line and paragraph separators. */
const CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** What begins a colour, or ends it. */
const STYLE = new RegExp(`(${String.fromCharCode(27)}\\[\\d{1,3}m)`);

/** The same, with colours of ours. */
export const styledText = (text: string): string =>
  text
    .split(STYLE)
    .map((part, at) => (at % 2 === 1 ? part : plainText(part)))
    .join('');

export const plainText = (text: string): string =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
