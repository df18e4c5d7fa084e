// What a person has chosen to see. On the page it is the query of the URL, on a dashboard the parameters of a call.
import type { Language } from '../runtime/language.ts';
import type { Zone } from './zone.ts';

/** Each has at most about 60 bars. */
export const WINDOWS = {
  '30m': { minutes: 30, stepMinutes: 1 },
  '3h': { minutes: 180, stepMinutes: 5 },
  '24h': { minutes: 1440, stepMinutes: 30 },
  '7d': { minutes: 7 * 1440, stepMinutes: 180 },
} as const;

export type WindowName = keyof typeof WINDOWS;

export const WINDOW_NAMES = Object.keys(WINDOWS) as readonly WindowName[];

/** Of the error log. */
export interface EntryFilter {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  /** A delivery id, an entry's id, a conversation's reference, or the beginning of one. */
  readonly search?: string | undefined;
}

export interface View extends EntryFilter {
  readonly language: Language;
  readonly zone: Zone;
  readonly window: WindowName;
  readonly refreshSeconds?: number | undefined;
}

export const isFiltered = ({ source, reason, search }: EntryFilter): boolean =>
  source !== undefined || reason !== undefined || search !== undefined;

/** The parameters of a view: the names that a request has. */
export function fieldsOf({ language, zone, window, source, reason, search, refreshSeconds }: View) {
  const all = {
    lang: language,
    tz: zone.label,
    window,
    source,
    reason,
    search,
    refresh: refreshSeconds === undefined ? undefined : String(refreshSeconds),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Readonly<
    Record<string, string>
  >;
}

/** `tz=UTC&window=30m` */
export const queryOf = (view: View): string => String(new URLSearchParams(fieldsOf(view)));
