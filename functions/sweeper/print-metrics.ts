// The metrics of the alarms, once a minute: open entries of the error log, waits past their deadline, paused destinations.
// Counted after the sweep, so that they do not include what the sweep has done.

import type { BreakerList } from '../core/breaker/breaker-store.ts';
import type { ErrorLogReader } from '../core/error-log/error-log.ts';
import { SWEEP } from '../core/policy.ts';
import { type MetricValues, metricsLine } from '../core/statistics/metrics.ts';
import type { OpenWaitList } from '../core/wait/open-waits.ts';
import { countLate } from '../core/wait/open-waits.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface Watched {
  readonly errorLog: Pick<ErrorLogReader, 'newest'>;
  readonly openWaits: OpenWaitList;
  readonly breakers: BreakerList;
  readonly clock: Clock;
  readonly log: Log;
  /** Prints the line unchanged. */
  print(line: string): void;
}

export async function printMetrics(watched: Watched, stack: string): Promise<void> {
  const { errorLog, openWaits, breakers, clock, print } = watched;
  const atMs = clock.nowMs();
  const late = { limit: 0, lateBeforeMs: atMs - SWEEP.lateAfterMs };
  const [openErrorLogEntries, waitsPastDeadline, openBreakers] = await Promise.all([
    value('openErrorLogEntries', async () => (await errorLog.newest(1)).open, watched),
    value('waitsPastDeadline', async () => countLate(await openWaits.open(late)), watched),
    value('openBreakers', async () => (await breakers.notClosed()).length, watched),
  ]);
  const line = metricsLine(stack, atMs, { openErrorLogEntries, waitsPastDeadline, openBreakers });
  if (line !== undefined) print(line);
}

/** Undefined where it cannot be read: the alarm on it keeps its state, and the other values are printed. */
async function value(
  metric: keyof MetricValues,
  read: () => Promise<number>,
  { log }: Watched,
): Promise<number | undefined> {
  try {
    return await read();
  } catch (error) {
    log.write('warn', { event: 'metrics_error', metric, error: errorName(error) });
    return undefined;
  }
}
