/** Bodies that are too large for a queue. */
export interface BodyStore {
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  get(key: string): Promise<string>;
}
