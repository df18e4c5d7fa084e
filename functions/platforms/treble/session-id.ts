// Finds Treble's session id in a body. Nothing is assumed about its form: samples show 56 hex digits, "1234"
// and "abc…-132…". The webhook calls it session_id, the update's page session_external_id.
// https://help.treble.ai/en/api-reference/endpoints/session-update
import { field } from '../fields.ts';

const NAMES = ['session_id', 'session_external_id'] as const;

/** Far above anything seen, and far below what no URL, no queue and no key would take. */
const MAX_LENGTH = 1000;

/**
 * Undefined when there is none that could stand in a URL: missing, blank, endless, not a string or number, half a
 * character.
 */
export function readSessionId(body: unknown, text: string): string | undefined {
  for (const name of NAMES) {
    const value = field(body, name);
    if (typeof value === 'string' && isUsable(value)) return value;
    if (typeof value === 'number')
      return Number.isSafeInteger(value) ? String(value) : writtenNumber(text, name);
  }
  return undefined;
}

function isUsable(id: string): boolean {
  return id.length <= MAX_LENGTH && id.trim() !== '' && id.isWellFormed();
}

/** A number beyond 2^53 as it was written, digit by digit: parsing it has already changed it. */
function writtenNumber(text: string, name: string): string | undefined {
  const keepWritten = (key: string, value: unknown, ...[context]: { source?: string }[]) =>
    key === name && typeof value === 'number' ? context?.source : value;
  try {
    const written = field(JSON.parse(text, keepWritten), name);
    return typeof written === 'string' && isUsable(written) ? written : undefined;
  } catch {
    // A body nested deeper than a reviver can follow.
    return undefined;
  }
}

/** The id as one segment of a URL's path. `.` and `..` are no segments of their own there, so they are escaped too. */
export function pathSegment(sessionId: string): string {
  const encoded = encodeURIComponent(sessionId);
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
