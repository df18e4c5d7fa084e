/** One session variable as Treble takes it: both strings. */
export interface SessionKey {
  readonly key: string;
  readonly value: string;
}

/** Names that start so are reserved: variables of a processor or an operator may not use them. */
export const RESERVED_PREFIX = 'acuse_';

/** A session is one item of DynamoDB, which holds 400 KB: this much is for its variables. */
const MAX_VARIABLES_BYTES = 256 * 1024;

/**
 * Whether a session can hold them. Counted as stored, which can be three times their size: a list writes `key` and
 * `value` before each, and a JSON text inside a JSON text has its quotes escaped.
 */
export function canBeStored(variables: readonly SessionKey[]): boolean {
  return Buffer.byteLength(JSON.stringify(variables)) <= MAX_VARIABLES_BYTES;
}
