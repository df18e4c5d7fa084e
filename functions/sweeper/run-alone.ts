// One run of the sweeper at a time: docs/decisions/one-run-of-the-sweeper-a-minute.md. A run that finds another one at work
// does nothing. Promise "nobody waits for ever" is worth more than this rule: without its store a run goes on.
import { errorName, type Log } from '../runtime/log.ts';
import type { SweepRun } from './sweep.ts';

export interface RunLease {
  /**
   * Takes the lease until the end of this run.
   * @returns whether it is this run's; false while another run has it
   * @throws if the store is away
   */
  take(run: SweepRun): Promise<boolean>;
  /** Ends the lease if it is this run's. */
  end(owner: string): Promise<void>;
}

export interface RunAlonePorts {
  readonly lease: RunLease;
  readonly log: Log;
}

/** @throws what `work` throws. */
export async function runAlone(
  run: SweepRun,
  { lease, log }: RunAlonePorts,
  work: () => Promise<void>,
): Promise<void> {
  const withoutStore = (error: unknown): true => {
    log.write('warn', { event: 'sweep_error', lease: true, error: errorName(error) });
    return true;
  };
  if (!(await lease.take(run).catch(withoutStore))) {
    log.write('info', { event: 'sweep_skipped' });
    return;
  }
  try {
    await work();
  } finally {
    // A lease that stays ends with the time limit of this run.
    await lease.end(run.owner).catch(withoutStore);
  }
}
