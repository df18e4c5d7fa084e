// Reads the Treble session id from a body, in any form: samples show 56 hex digits, "1234" and "abc…-132…". The
// webhook calls it session_id, the documentation of the update session_external_id.
// https://help.treble.ai/en/api-reference/endpoints/session-update
import { field } from '../fields.ts';

const NAMES = ['session_id', 'session_external_id'] as const;

/** Much longer than known ids, and short enough for a URL, a queue message and a key. */
const MAX_LENGTH = 1000;

/** Undefined without an id that a URL can contain: missing, blank, too long, another type, or malformed Unicode. */
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

/** A number above 2^53 with its original digits: JSON.parse has rounded the value. */
function writtenNumber(text: string, name: string): string | undefined {
  const keepWritten = (key: string, value: unknown, ...[context]: { source?: string }[]) =>
    key === name && typeof value === 'number' ? context?.source : value;
  try {
    const written = field(JSON.parse(text, keepWritten), name);
    return typeof written === 'string' && isUsable(written) ? written : undefined;
  } catch {
    // The nesting is too deep for a reviver.
    return undefined;
  }
}
