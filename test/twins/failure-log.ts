// The error log's twin, which a test can read.
import type { Failure, FailureLog } from '../../functions/shared/ports.ts';

export interface MemoryFailureLog extends FailureLog {
  /** By id. */
  readonly entries: ReadonlyMap<string, Failure>;
}

export function memoryFailures(): MemoryFailureLog {
  const entries = new Map<string, Failure>();
  return {
    entries,
    async park(failure) {
      if (entries.has(failure.id)) return 'known';
      entries.set(failure.id, failure);
      return 'parked';
    },
  };
}
