// The dates of cards, as YYYY-MM-DD: so they compare as texts.

/** Undefined if the calendar has no such day. Year, month and day in digits. */
export function dateOf(year: string, month: string, day: string): string | undefined {
  const date = `${year}-${month}-${day}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date) ? date : undefined;
}

/** `DD/MM/YYYY`. */
export function dayFirst(text: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  return dateOf(year, month, day);
}

/** The day that it is in a country at a moment. `zone` is an IANA name. */
export function todayIn(zone: string, nowMs: number): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return format.format(nowMs);
}

/** Nobody is born before 1900 or after today. */
export function canBeBorn(date: string | undefined, today: string): date is string {
  return date !== undefined && date >= '1900' && date <= today;
}

/** `YYMMDD`: the latest year that is not in the future. */
export function bornInShort(text: string, today: string): string | undefined {
  const [month, day] = [text.slice(2, 4), text.slice(4, 6)];
  const recent = dateOf(`20${text.slice(0, 2)}`, month, day);
  return recent !== undefined && recent <= today ? recent : dateOf(`19${text.slice(0, 2)}`, month, day);
}

/** `YYMMDD`, from 2000 to 2099. */
export const expiresInShort = (text: string) =>
  dateOf(`20${text.slice(0, 2)}`, text.slice(2, 4), text.slice(4, 6));
