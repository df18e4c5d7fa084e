// Renews the worker's lease while its processor runs. When the worker dies, the lease ends soon, and another worker continues.
import { LEASE } from '../core/policy.ts';
import { type ClaimHolder, renew } from '../core/wait/claim.ts';
import { describeCycle } from '../core/wait/cycle-outcome.ts';
import type { Session } from '../core/wait/session.ts';
import type { SessionStore, StoredSession } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface LeaseHolder extends ClaimHolder {
  readonly ref: string;
  /** The session as it was claimed. */
  readonly known: StoredSession;
}

export interface KeptLease {
  /** Fires when the lease is somebody else's, or the wait has been decided or superseded. */
  readonly lost: AbortSignal;
  /** The session after the last renewal. */
  known(): StoredSession;
  stop(): void;
}

export function keepLease(
  { ref, known, ...holder }: LeaseHolder,
  ports: { readonly sessions: SessionStore; readonly clock: Clock; readonly log: Log },
): KeptLease {
  const lost = new AbortController();
  const stopped = new AbortController();
  const { clock, log, sessions } = ports;
  let renewed = known;

  async function keep(): Promise<void> {
    for (;;) {
      await clock.sleep(LEASE.renewEveryMs, stopped.signal);
      if (stopped.signal.aborted) return;
      try {
        const renewing = { ...holder, nowMs: clock.nowMs(), leaseMs: LEASE.workMs };
        const step = (session: Session | undefined) => renew(session, renewing);
        const { outcome, stored } = await transition(sessions, ref, step, { known: renewed });
        renewed = stored;
        if (outcome === 'ours') continue;
        lost.abort();
        return;
      } catch (error) {
        // The store is away. The lease is still valid for a while, and the next renewal may succeed.
        const { session } = renewed;
        const about = session?.cycle ? describeCycle(session.cycle, session) : { conversation: ref };
        log.write('warn', { event: 'lease', ...about, error: errorName(error) });
      }
    }
  }

  void keep();
  return { lost: lost.signal, known: () => renewed, stop: () => wake(stopped) };
}
