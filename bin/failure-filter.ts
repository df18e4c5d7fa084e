// Reads the options that select entries of the error log.
import type { ErrorLogFilter } from '../functions/core/error-log/filter.ts';
import { type Input, UsageError } from './command.ts';

/** Fields of an entry that are options too, with the same name. */
const FIELDS = ['source', 'reason', 'platform', 'type'] as const;

export const FILTER_OPTIONS = {
  source: { type: 'string' },
  reason: { type: 'string' },
  platform: { type: 'string' },
  type: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const;

export function filterOf({ text }: Input, nowMs: number): ErrorLogFilter {
  const fields: { -readonly [Field in (typeof FIELDS)[number]]?: string } = {};
  for (const field of FIELDS) {
    const value = text(field);
    if (value !== undefined) fields[field] = value;
  }
  const fromMs = timeOf('since', text('since'), nowMs);
  const beforeMs = timeOf('until', text('until'), nowMs);
  if (fromMs !== undefined && beforeMs !== undefined && fromMs >= beforeMs) {
    throw new UsageError('--since must be before --until');
  }
  return { ...fields, ...(fromMs !== undefined && { fromMs }), ...(beforeMs !== undefined && { beforeMs }) };
}

export const isFiltered = ({ text }: Input): boolean =>
  Object.keys(FILTER_OPTIONS).some((option) => text(option) !== undefined);

const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3600_000, d: 24 * 3600_000 };

/** A time of day needs a zone: without one it means a different time on each machine. */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

function timeOf(option: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `--${option} needs a timestamp such as 2026-01-31T08:00:00Z, a date, or an age (30m, 2h, 7d), not ${text}`,
  );
}
