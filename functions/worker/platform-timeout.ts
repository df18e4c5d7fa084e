// Notices that a platform went on without us: an event says so, and the conversation still waited here. Then the
// deadline of the wait is not shorter than the platform's own time limit, or Acuse was late. It is counted and logged
// for the operator.
//
// It ends no wait. On a source that waits the event opens a wait of its own, which supersedes the older one. On another
// source it may be about an earlier block and have come late. To end the wait then could leave a customer waiting for
// ever, and to continue it once too often does less harm.
import type { Job } from '../core/delivery/job.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Cycle, Session } from '../core/wait/session.ts';
import type { SessionRecords } from '../core/wait/session-store.ts';
import { isPlatformTimeout } from '../platforms/platform-timeouts.ts';
import { errorName, type Log } from '../runtime/log.ts';

export interface PlatformTimeoutPorts {
  readonly counters: Pick<Counters, 'outcome'>;
  readonly log: Log;
}

/**
 * For an event that nobody waits for, when it is received for the first time. Never throws: it must not come back for
 * this.
 */
export async function noticeTimeoutOfEvent(
  job: Job,
  { sessions, ...ports }: PlatformTimeoutPorts & { readonly sessions: Pick<SessionRecords, 'load'> },
): Promise<void> {
  if (!isPlatformTimeout(job.type)) return;
  const { conversation, receivedAtMs } = job;
  try {
    const { session } = await sessions.load(conversation);
    const cycle = waitedAt(session, receivedAtMs);
    if (cycle) record(job, cycle.source, ports, { waitedMs: receivedAtMs - cycle.receivedAtMs });
  } catch (error) {
    const about = { deliveryId: job.deliveryId, conversation, error: errorName(error) };
    ports.log.write('warn', { event: 'platform_timeout_unknown', ...about });
  }
}

/**
 * For a job that has opened a cycle, when it is worked on for the first time. Before it a cycle was superseded if that
 * was not counted yet, or if nobody had decided it.
 */
export function noticeTimeoutOfWait(
  job: Job,
  session: Session | undefined,
  ports: PlatformTimeoutPorts,
): void {
  if (!isPlatformTimeout(job.type) || session?.cycle?.deliveryId !== job.deliveryId) return;
  const superseded = session.uncounted?.find(({ outcome }) => outcome === 'superseded');
  const [before] = session.past;
  if (superseded || (before && before.by === undefined)) record(job, superseded?.source ?? job.source, ports);
}

/** The cycle that was open then, although it may have ended since. */
function waitedAt(session: Session | undefined, atMs: number): Cycle | undefined {
  const cycle = session?.cycle;
  if (!cycle || cycle.receivedAtMs >= atMs) return undefined;
  const { progress } = cycle;
  return 'ending' in progress && progress.ending.atMs <= atMs ? undefined : cycle;
}

/** `source`: of the wait. */
function record(
  { deliveryId, conversation, type }: Job,
  source: string,
  { counters, log }: PlatformTimeoutPorts,
  more: { readonly waitedMs?: number } = {},
): void {
  log.write('warn', { event: 'platform_timeout', deliveryId, source, conversation, type, ...more });
  countOutcome(counters, { deliveryId, source }, 'platform_timeout');
}
