// What is printed may hold what a customer wrote, and a terminal obeys some characters: it moves, erases, or writes
// backwards. They are shown as JSON writes them, which inside JSON means the same.

/** Controls but tab and line feed, what turns the direction of writing, and the separators that break a line. */
const OBEYED = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

export const plainText = (text: string): string =>
  text.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
