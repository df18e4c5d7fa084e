// Hashes for deduplicationKey, where a body has no id that would say it. They only keep the parts of deduplicationKey short:
// what leaves ingest is keyed once more.
import { hash } from 'node:crypto';

function textDigest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Sameness by a body's letters, when nothing in it tells: the last resort, for what is harmless to lose. */
export function sameBody(text: string): readonly string[] {
  return ['body', textDigest(text)];
}

/**
 * The same for the same JSON, whatever the order of its keys. Undefined for a value nested so deep that it
 * cannot be written out; no platform sends any.
 */
export function jsonDigest(value: unknown): string | undefined {
  try {
    return textDigest(JSON.stringify([value], withSortedKeys));
  } catch {
    return undefined;
  }
}

function withSortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
