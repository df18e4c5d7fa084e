// Reads an option that is a time: a timestamp, a day, or an age.
import { UsageError } from './command.ts';

export const SINCE = {
  type: 'string',
  value: 'time',
  meaning: 'only since then: an age (30m, 2h, 7d), a day (2026-01-31) or 2026-01-31T08:00:00Z',
} as const;

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3600_000, d: 24 * 3600_000 };

/** A time of day needs a zone: without one it means a different time on each machine. */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** In ms since 1970. @throws {UsageError} */
export function timeOf(option: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `--${option} needs a timestamp such as 2026-01-31T08:00:00Z, a date, or an age (30m, 2h, 7d), not ${text}`,
  );
}
