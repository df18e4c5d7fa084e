/** What the sweeper must look at, oldest first. A key is a session's reference, names a copy, or is a backlog's conversation. */
export interface DueList {
  due(query: DueQuery): AsyncIterable<DueEntry>;
}

export interface DueQuery {
  /** Only what becomes due after that. */
  readonly afterMs?: number;
  /** And by then. */
  readonly beforeMs: number;
  readonly limit: number;
}

export interface DueEntry {
  readonly key: string;
  readonly kind: 'session' | 'copy' | 'backlog';
  readonly dueAtMs: number;
  /**
   * A minute later is early enough: what is due is the end of a lease, which its holder may renew, or the check whether a
   * new job has reached the queue.
   */
  readonly canWait?: true;
}
