import type { Session } from './session.ts';

/**
 * Sessions by what stands in them. It reads the whole table, so it is for an operator's rare question and not for a
 * webhook.
 */
export interface SessionSearch {
  /** Those in which one of the texts stands: a delivery's id, a conversation's reference, a digest of a person. */
  find(texts: readonly string[], options?: SessionSearchOptions): Promise<FoundSessions>;
}

export interface SessionSearchOptions {
  /** Told how many items were looked at, page by page. */
  readonly progress?: (looked: number) => void;
}

export interface FoundSessions {
  readonly sessions: readonly Session[];
  /** The table has more items than are looked at for one question. */
  readonly more: boolean;
}
