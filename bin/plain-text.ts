// What is printed may hold what a customer wrote, and a terminal obeys some characters: it moves, erases, or writes
// backwards. They are shown as JSON writes them, which inside JSON means the same.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export const plainText = (text: string): string =>
  text.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
