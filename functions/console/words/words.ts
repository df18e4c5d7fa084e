// The words of the console, by language. A word that is missing in one of them does not compile.
import type { Language } from '../../runtime/language.ts';
import { en, type Words } from './en.ts';
import { es } from './es.ts';
import { pt } from './pt.ts';

export type { Words } from './en.ts';

export const WORDS: Readonly<Record<Language, Words>> = { en, es, pt };
