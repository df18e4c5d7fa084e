/** One session variable as Treble takes it: both strings. */
export interface SessionKey {
  readonly key: string;
  readonly value: string;
}

/** Names starting so are ours: a processor's or operator's variables may not use them. */
export const RESERVED_PREFIX = 'acuse_';

/** A session is one item of DynamoDB, which holds 400 KB: so much for its variables, the rest for what else it knows. */
const MAX_VARIABLES_BYTES = 256 * 1024;

/**
 * Whether a session can hold them. Counted as they are stored, for that can be three times what they came as: a list
 * writes `key` and `value` before each, and a JSON text inside a JSON text has its quotes escaped.
 */
export function canBeStored(variables: readonly SessionKey[]): boolean {
  return Buffer.byteLength(JSON.stringify(variables)) <= MAX_VARIABLES_BYTES;
}
