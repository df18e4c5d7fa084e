// The time zone in which times are shown, and how: ISO dates, 24 hours. Locally it is asked for by name; a dashboard
// says by how much its viewer's differs from UTC.

export interface Zone {
  /** How the zone is stated: `UTC`, `America/Bogota`, `Local (UTC-05:00)`. */
  readonly label: string;
  /** `2026-11-24 14:05:06` */
  dateTime(ms: number): string;
  /** `14:05` */
  hourMinute(ms: number): string;
}

/** Undefined for a name that nobody knows. A name is one of the IANA's, `UTC`, or an offset like `-05:00`. */
export function findZone(name: string, label = name): Zone | undefined {
  try {
    // Swedish writes dates as ISO 8601 does, with a blank in between.
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: name,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const dateTime = (ms: number) => format.format(ms);
    return { label, dateTime, hourMinute: (ms) => dateTime(ms).slice(11, 16) };
  } catch {
    return undefined;
  }
}

const utc = findZone('UTC');
if (!utc) throw new Error('This Node.js knows no time zones.');
export const UTC: Zone = utc;

/** A dashboard's `timezone`: `{"label":"Local","offsetISO":"-05:00"}`. */
export function zoneOfOffset({ label, offsetISO }: { label: string; offsetISO: string }): Zone {
  if (/^[+-]00:00$/.test(offsetISO)) return { ...UTC, label };
  return findZone(offsetISO, `${label} (UTC${offsetISO})`) ?? UTC;
}
