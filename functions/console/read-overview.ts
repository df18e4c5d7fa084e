// Reads the parts of the overview in parallel. A part that fails or times out is null; the others are shown.

import type { BreakerList } from '../core/breaker/breaker-store.ts';
import type { ErrorLogReader } from '../core/error-log/error-log.ts';
import { CONSOLE } from '../core/policy.ts';
import type { SourceStore } from '../core/source/source-store.ts';
import type { StatsReader } from '../core/statistics/stats-store.ts';
import type { OpenWaitList } from '../core/wait/open-waits.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import type { Defaults, Overview } from './overview-parts.ts';
import { readErrorLog } from './read-error-log.ts';
import { type View, WINDOWS } from './view.ts';

export interface OverviewPorts {
  readonly stats: StatsReader;
  readonly waits: OpenWaitList;
  readonly breakers: BreakerList;
  readonly errorLog: ErrorLogReader;
  readonly sources: Pick<SourceStore, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The maximum of waits in the list. The others are only counted. */
export const SHOWN = 50;

export async function readOverview(view: View, ports: OverviewPorts, defaults: Defaults): Promise<Overview> {
  // Taken before the reads, so that late waits are counted and shown with the same time.
  const atMs = ports.clock.nowMs();
  const [stats, waits, breakers, errorLog, sources] = await Promise.all([
    part('stats', () => ports.stats.read(WINDOWS[view.window]), ports),
    part('waits', () => ports.waits.open({ limit: SHOWN, lateBeforeMs: atMs }), ports),
    part('breakers', () => ports.breakers.notClosed(), ports),
    part('errorLog', () => readErrorLog(view, ports.errorLog), ports),
    part('sources', async () => (await ports.sources.read()).sources, ports),
  ]);
  return { atMs, stats, waits, breakers, errorLog, sources, defaults };
}

async function part<T>(
  name: string,
  read: () => Promise<T>,
  { clock, log }: OverviewPorts,
): Promise<T | null> {
  const settled = new AbortController();
  try {
    const late = clock.sleep(CONSOLE.partMs, settled.signal).then(() => 'late' as const);
    const value = await Promise.race([read(), late]);
    if (value !== 'late') return value;
    log.write('warn', { event: 'console_part_unread', part: name, error: 'timeout' });
  } catch (error) {
    log.write('warn', { event: 'console_part_unread', part: name, error: errorName(error) });
  } finally {
    wake(settled);
  }
  return null;
}
