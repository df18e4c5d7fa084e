// Formats numbers with their units, for the console and the terminal.

/** Shown instead of a value that was not measured. */
export const NOT_MEASURED = '–';

const UNITS = [
  { name: 'd', is: 86_400 },
  { name: 'h', is: 3_600 },
  { name: 'min', is: 60 },
  { name: 's', is: 1 },
];

export type Format = ReturnType<typeof formatOf>;

/** `locale`: how numbers are written. The units are the same in English, Spanish and Portuguese. */
export function formatOf(locale: string) {
  const numbers = (digits: number) =>
    new Intl.NumberFormat(locale, {
      useGrouping: 'always',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const [whole, tenths, hundredths] = [numbers(0), numbers(1), numbers(2)];

  /** `1,234,567` */
  const count = (value: number): string => whole.format(value);

  /** The two largest units: `12 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
  function duration(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    const first = UNITS.findIndex(({ is }) => seconds >= is);
    if (first === -1) return '0 s';
    let left = seconds;
    const parts = UNITS.slice(first, first + 2).map(({ name, is }) => {
      const amount = Math.floor(left / is);
      left -= amount * is;
      return amount > 0 ? `${count(amount)} ${name}` : '';
    });
    return parts.filter((part) => part !== '').join(' ');
  }

  /** `38 ms`, `1.24 s`, `4 min 5 s` */
  function latency(ms: number | null): string {
    if (ms === null) return NOT_MEASURED;
    if (ms < 999.5) return `${count(ms)} ms`;
    if (ms < 59_950) return `${(ms < 9_995 ? hundredths : tenths).format(ms / 1000)} s`;
    return duration(ms);
  }

  /** `0.7 %`; never rounded to 0 or 100. */
  function share(part: number, of: number): string {
    if (of === 0) return NOT_MEASURED;
    const percent = (100 * part) / of;
    if (part > 0 && percent < 0.1) return `< ${tenths.format(0.1)} %`;
    if (part < of && percent > 99.9) return `> ${tenths.format(99.9)} %`;
    return `${percent === 0 || percent === 100 ? percent : tenths.format(percent)} %`;
  }

  return { count, duration, latency, share };
}

export const { count, duration, latency, share } = formatOf('en-US');

/** `1 wait`, `2 waits` */
export const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${count(value)} ${value === 1 ? singular : plural}`;
