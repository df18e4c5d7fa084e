// What the alarms need to know, once a minute: what nobody has replayed or dismissed, who waits past his deadline, which
// destinations are left alone. Counted after the sweep, so what it could mend does not count.
import { errorName } from '../shared/log.ts';
import { metricsLine } from '../shared/metrics.ts';
import type { BreakerList, Clock, ErrorLogReader, Log, OpenWaitList } from '../shared/ports.ts';

export interface Watched {
  readonly errorLog: ErrorLogReader;
  readonly openWaits: OpenWaitList;
  readonly breakers: BreakerList;
  readonly clock: Clock;
  readonly log: Log;
  /** Prints a line as it is. */
  print(line: string): void;
}

/** More than all that are looked at: who waits longest is far past this before it matters. */
const LOOKED_AT = 20_000;

/** The sweeper looks once a minute and takes a while: only what it has had two turns for is late. */
const GRACE_MS = 120_000;

export async function printMetrics(watched: Watched, stack: string): Promise<void> {
  const { errorLog, openWaits, breakers, clock, log, print } = watched;
  try {
    const [entries, waits, notClosed] = await Promise.all([
      errorLog.newest(1),
      openWaits.open(LOOKED_AT),
      breakers.notClosed(),
    ]);
    const nowMs = clock.nowMs();
    const late = waits.oldest.filter(({ deadlineAtMs }) => deadlineAtMs + GRACE_MS < nowMs);
    const values = {
      openErrorLogEntries: entries.open,
      waitsPastDeadline: late.length,
      openBreakers: notClosed.length,
    };
    print(metricsLine(stack, nowMs, values));
  } catch (error) {
    // Alarms that hear nothing for a while say so themselves.
    log.write('warn', { event: 'metrics_error', error: errorName(error) });
  }
}
