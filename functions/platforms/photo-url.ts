// Finds a photo's URL among texts. Where a platform keeps photos is known in its own folder.

/** The first text that is a URL and nothing else. */
export function urlAmong(texts: readonly (string | undefined)[]): string | undefined {
  const trimmed = texts.map((text) => text?.trim() ?? '');
  return trimmed.find((text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text));
}
