// What one run of the sweeper has done, for its log line. An error is counted and logged, and stops nothing else.
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface Tally {
  readonly counts: Record<'looked' | 'decided' | 'sent' | 'requeued' | 'errors', number>;
  /** `about`: the entry, where it is known. */
  failed(error: unknown, about?: Readonly<Record<string, string>>): void;
}

export function sweepTally(log: Log): Tally {
  const counts = { looked: 0, decided: 0, sent: 0, requeued: 0, errors: 0 };
  return {
    counts,
    failed(error, about = {}) {
      counts.errors += 1;
      log.write('error', { event: 'sweep_error', ...about, error: errorName(error) });
    },
  };
}
