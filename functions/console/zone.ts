// The time zone and format of times: ISO dates, 24 hours. A local run gets the name of the zone, a dashboard sends the
// offset from UTC.

export interface Zone {
  /** The name that users see: `UTC`, `America/Bogota`, `Local (UTC-05:00)`. */
  readonly label: string;
  /** `2026-11-24 14:05:06` */
  dateTime(ms: number): string;
  /** `14:05` */
  hourMinute(ms: number): string;
}

/** Undefined for an unknown name. A name is an IANA name, `UTC`, or an offset such as `-05:00`. */
export function findZone(name: string, label = name): Zone | undefined {
  try {
    // The Swedish format is ISO 8601, with a space between date and time.
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
if (!utc) throw new Error('This Node.js has no time zones. Install one with full ICU data.');
export const UTC: Zone = utc;

/** The `timezone` of a dashboard: `{"label":"Local","offsetISO":"-05:00"}`. */
export function zoneOfOffset({ label, offsetISO }: { label: string; offsetISO: string }): Zone {
  if (/^[+-]00:00$/.test(offsetISO)) return { ...UTC, label };
  return findZone(offsetISO, `${label} (UTC${offsetISO})`) ?? UTC;
}
