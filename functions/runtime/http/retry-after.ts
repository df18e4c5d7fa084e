import type { CallAnswer } from './client.ts';

/** The header `Retry-After` in ms: seconds or an HTTP date (RFC 9110, 10.2.3). Other values are ignored. */
export function readRetryAfter({ headers }: Pick<CallAnswer, 'headers'>, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
