// Times as a terminal shows them: in the zone of the person who looks. JSON has UTC.

/** The Swedish form is `2026-01-31 08:00:00`. */
const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

const clock = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'medium' });

/** To the second. */
export const localTime = (ms: number): string => format.format(ms);

/** The same without the day. */
export const localClock = (ms: number): string => clock.format(ms);

/** Below every text with times. */
export function zoneNote(atMs: number): string {
  const { timeZone } = format.resolvedOptions();
  if (timeZone === 'UTC') return 'Times are UTC.';
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    atMs,
  );
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC');
  return `Times are of ${timeZone} (${offset}).`;
}
