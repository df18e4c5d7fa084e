// The languages of texts for people.

export const LANGUAGES = ['en', 'es', 'pt'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Their own names, for a choice. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  pt: 'Português',
};

/**
 * The first known language of a list in the form of `Accept-Language`: `pt-BR,pt;q=0.9,en;q=0.8`. Browsers list
 * them by preference, so the weights are not read. Undefined if there is none.
 */
export const findLanguage = (tags: string): Language | undefined =>
  tags
    .split(',')
    .map((tag) => tag.trim().split(/[-;]/)[0]?.toLowerCase())
    .flatMap((code) => LANGUAGES.find((language) => language === code) ?? [])
    .at(0);
