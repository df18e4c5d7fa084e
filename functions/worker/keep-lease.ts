// Renews the worker's lease while its processor runs. When the worker dies, the lease ends soon, and another worker continues.
import { LEASE } from '../core/policy.ts';
import { renew } from '../core/wait/claim.ts';
import type { SessionStore } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import { type Clock, wake } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface LeaseHolder {
  readonly ref: string;
  readonly cycle: number;
  readonly owner: string;
}

export interface KeptLease {
  /** Fires when the lease is somebody else's, or the wait has been decided or superseded. */
  readonly lost: AbortSignal;
  stop(): void;
}

export function keepLease(
  { ref, cycle, owner }: LeaseHolder,
  ports: { readonly sessions: SessionStore; readonly clock: Clock; readonly log: Log },
): KeptLease {
  const lost = new AbortController();
  const stopped = new AbortController();
  const { clock, log, sessions } = ports;

  async function keep(): Promise<void> {
    for (;;) {
      await clock.sleep(LEASE.renewEveryMs, stopped.signal);
      if (stopped.signal.aborted) return;
      try {
        const holder = { cycle, owner, nowMs: clock.nowMs(), leaseMs: LEASE.workMs };
        const { outcome } = await transition(sessions, ref, (session) => renew(session, holder));
        if (outcome === 'ours') continue;
        lost.abort();
        return;
      } catch (error) {
        // The store is away. The lease is still valid for a while, and the next renewal may succeed.
        log.write('warn', { event: 'lease', conversation: ref, cycle, error: errorName(error) });
      }
    }
  }

  void keep();
  return { lost: lost.signal, stop: () => wake(stopped) };
}
