// Finds the URL of a photo in a list of texts. The folder of each platform knows where to look.

/** The first text that is only a URL. */
export function urlAmong(texts: readonly (string | undefined)[]): string | undefined {
  const trimmed = texts.map((text) => text?.trim() ?? '');
  return trimmed.find((text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text));
}
