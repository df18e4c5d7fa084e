// The advice on a reason, in each language. The compiler sees that none is missing.
import type { Language } from '../../runtime/language.ts';
import { ADVICE, type Advice, UNKNOWN } from './advice.ts';
import { ADVICE_ES, UNKNOWN_ES } from './advice-es.ts';
import { ADVICE_PT, UNKNOWN_PT } from './advice-pt.ts';
import type { Reason } from './reason.ts';

const BY_LANGUAGE: Readonly<
  Record<Language, { readonly known: Readonly<Record<Reason, Advice>>; readonly unknown: Advice }>
> = {
  en: { known: ADVICE, unknown: UNKNOWN },
  es: { known: ADVICE_ES, unknown: UNKNOWN_ES },
  pt: { known: ADVICE_PT, unknown: UNKNOWN_PT },
};

/** General advice for a reason of another version, and for the refusal of a platform. */
export function adviceOn(reason: string, language: Language = 'en'): Advice {
  const { known, unknown } = BY_LANGUAGE[language];
  return isReason(reason) ? known[reason] : unknown;
}

const isReason = (text: string): text is Reason => Object.hasOwn(ADVICE, text);
