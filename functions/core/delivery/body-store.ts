/** Bodies that are too large for a queue. */
export interface BodyStore {
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** @throws {BodyMissingError} when there is none under this key. */
  get(key: string): Promise<string>;
}

/** The body has expired, or was erased. A retry does not help. */
export class BodyMissingError extends Error {
  override readonly name = 'BodyMissingError';
  readonly code = 'body_missing';
}
