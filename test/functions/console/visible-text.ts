// What a reader of the console sees, for tests.

/** The visible text: without tags, entities decoded. */
export const textOf = (html: string): string =>
  html
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/[\u2068\u2069]/g, '')
    .replace(/\s+/g, ' ');
