// Formats numbers with their units, for the console and the terminal.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1,234,567` */
export const count = (value: number): string => whole.format(value);

/** `1 wait`, `2 waits` */
export const counted = (value: number, singular: string, plural = `${singular}s`): string =>
  `${count(value)} ${value === 1 ? singular : plural}`;

/** Shown instead of a value that was not measured. */
export const NOT_MEASURED = '–';

/** `38 ms`, `1.24 s`, `4 min 5 s` */
export function latency(ms: number | null): string {
  if (ms === null) return NOT_MEASURED;
  if (ms < 999.5) return `${count(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9_995 ? 2 : 1)} s`;
  return duration(ms);
}

/** The two largest units: `12 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = [
    { name: 'd', is: 86_400 },
    { name: 'h', is: 3_600 },
    { name: 'min', is: 60 },
    { name: 's', is: 1 },
  ];
  const first = units.findIndex(({ is }) => seconds >= is);
  if (first === -1) return '0 s';
  let left = seconds;
  const parts = units.slice(first, first + 2).map(({ name, is }) => {
    const amount = Math.floor(left / is);
    left -= amount * is;
    return amount > 0 ? `${count(amount)} ${name}` : '';
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** `0.7 %`; never rounded to 0 or 100. */
export function share(part: number, of: number): string {
  if (of === 0) return NOT_MEASURED;
  const percent = (100 * part) / of;
  if (part > 0 && percent < 0.1) return '< 0.1 %';
  if (part < of && percent > 99.9) return '> 99.9 %';
  return `${percent === 0 || percent === 100 ? percent : percent.toFixed(1)} %`;
}
