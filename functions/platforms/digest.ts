// Hashes for the deduplication key of a body without an id. They only make the key short: ingest sends an HMAC of it.
import { sha256 } from '../runtime/hmac.ts';

/** Deduplication by the whole text, if nothing else identifies the body. Only for events that may be lost. */
export function sameBody(text: string): readonly string[] {
  return ['body', sha256(text)];
}

/** Equal for equal JSON, in any order of keys. Undefined if the nesting is too deep for JSON.stringify. */
export function jsonDigest(value: unknown): string | undefined {
  const json = sortedJson([value]);
  return json === undefined ? undefined : sha256(json);
}

/** The same text for equal JSON, in any order of keys. Undefined if the nesting is too deep for JSON.stringify. */
export function sortedJson(value: object): string | undefined {
  try {
    return JSON.stringify(value, withSortedKeys);
  } catch {
    return undefined;
  }
}

function withSortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
