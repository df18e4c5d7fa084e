// Reads the options that select entries of the error log.
import type { ErrorLogFilter } from '../functions/core/error-log/filter.ts';
import { PLATFORMS } from '../functions/platforms/list.ts';
import { type Input, UsageError } from './command.ts';
import { SINCE, timeOf } from './time-option.ts';

/** Fields of an entry that are options too, with the same name. */
const FIELDS = ['source', 'reason', 'platform', 'type'] as const;

export const FILTER_OPTIONS = {
  source: { type: 'string', value: 'id', meaning: 'only entries of this source' },
  reason: { type: 'string', value: 'reason', meaning: 'only entries with this reason' },
  platform: {
    type: 'string',
    value: 'name',
    meaning: `only entries of this platform: ${PLATFORMS.map(({ name }) => name).join(', ')}`,
    completes: PLATFORMS.map(({ name }) => name),
  },
  type: { type: 'string', value: 'event', meaning: 'only entries of this event, as treble.response' },
  since: SINCE,
  until: { type: 'string', value: 'time', meaning: 'only before this time or age' },
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
