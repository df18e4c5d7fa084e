// Names of the tables' keys and indexes: what the stack creates and the adapters use must be the same word.

/**
 * Sessions: one item per Treble session with its current wait, plus the copies of deliveries that the queue
 * refused (`delivery#…`), the conversations whose events wait here (`backlog#…`, their jobs under `delivery#…`), the
 * attempts counted for jobs that failed (`attempts#…`), the breakers of destinations that failed (`breaker#…`) and the lease
 * of the sweeper's run (`lease#sweeper`).
 * The index is sparse: only an item that somebody must look at again carries `dueShard` and `dueAtMs`.
 */
export const SESSIONS = {
  partitionKey: 'ref',
  due: {
    index: 'due',
    partitionKey: 'dueShard',
    sortKey: 'dueAtMs',
    /** For lists of what is open. Nothing secret. */
    shown: ['state', 'source', 'cycle', 'receivedAtMs', 'deadlineAtMs', 'failures'],
  },
  expiry: 'expiresAt',
} as const;

/**
 * Failures: the error log. One item per parked or refused delivery. The index has three partitions, `open`, `replayed`
 * and `dismissed`, and no job: who may list entries may not read what people wrote.
 */
export const FAILURES = {
  partitionKey: 'id',
  newest: {
    index: 'newest',
    partitionKey: 'shard',
    sortKey: 'parkedAtMs',
    shown: [
      'deliveryId',
      'reason',
      'attempts',
      'source',
      'platform',
      'conversation',
      'type',
      'waits',
      'replays',
      'replayedAtMs',
      'replayedBy',
      'dismissedAtMs',
      'dismissedBy',
      'expiresAt',
    ],
  },
  expiry: 'expiresAt',
} as const;

/** Sources: one item with the settings of all that were made or changed. */
export const SOURCES_TABLE = {
  partitionKey: 'scope',
  item: 'sources',
} as const;

/**
 * Statistics: an item for each record, that is for each minute and writer, added up by whoever reads. The partition is an
 * hour and a shard, so that the last minutes are a few queries however many sources there are, and no item and no
 * partition is hot. Beside them an item for each merged block of minutes, in one more partition of its hour.
 */
export const STATS = {
  partitionKey: 'hour',
  sortKey: 'entry',
  expiry: 'expiresAt',
} as const;
