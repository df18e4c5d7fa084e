// One run of a sweeper at a time: docs/decisions/one-run-of-the-sweeper-a-minute.md. A run that finds another one at work
// waits for a moment, because that one may be about to end; then it does nothing. That nobody waits for ever is worth more
// than this rule: without its store a run goes on.
import { SWEEP } from '../core/policy.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorName, type Log } from '../runtime/log.ts';
import type { SweepRun } from './sweep.ts';

export interface RunLease {
  /**
   * Takes the lease until `untilMs`.
   * @returns whether it is this owner's; false while another one has it
   * @throws if the store is away
   */
  take(holder: LeaseHolder): Promise<boolean>;
  /** Ends the lease if it is this owner's. */
  end(owner: string): Promise<void>;
}

export interface LeaseHolder {
  readonly owner: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

export interface RunAlonePorts {
  readonly lease: RunLease;
  readonly clock: Clock;
  readonly log: Log;
}

/** @throws what `work` throws. */
export async function runAlone(
  { owner, startsAtMs }: Pick<SweepRun, 'owner' | 'startsAtMs'>,
  { lease, clock, log }: RunAlonePorts,
  work: () => Promise<void>,
): Promise<void> {
  const withoutStore = (error: unknown): true => {
    log.write('warn', { event: 'sweep_error', lease: true, error: errorName(error) });
    return true;
  };
  const untilMs = startsAtMs + SWEEP.everyMs;
  const take = () => lease.take({ owner, nowMs: clock.nowMs(), untilMs }).catch(withoutStore);
  while (!(await take())) {
    if (clock.nowMs() >= startsAtMs + SWEEP.leaseWaitMs) {
      log.write('info', { event: 'sweep_skipped' });
      return;
    }
    await clock.sleep(SWEEP.laneMs);
  }
  try {
    await work();
  } finally {
    // A lease that stays ends before the next run gives up.
    await lease.end(owner).catch(withoutStore);
  }
}
