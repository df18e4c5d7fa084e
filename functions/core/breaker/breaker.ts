// A breaker for each destination that we call (a platform, every processor). After too many failures it is not called for
// a while, then by one call at a time until one succeeds. All instances share it through the store. Each reads the store
// again after a few seconds at most, and writes only when a call has failed.
//
//   closed ── more than BreakerFailures in BreakerWindowSeconds ──▶ open ── BreakerPauseSeconds ──▶ probing
//     ▲                                                              ▲                                │
//     └───────────────────────── the probe succeeds ─────────────────┼────────────────────────────────┤
//                                                                    └──────── the probe fails ───────┘
//
// The window is counted in slices of a tenth of it, so it is up to a tenth longer than it says. While the store is away
// every call is permitted, so that the work goes on.

import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { errorName } from '../../runtime/log.ts';
import { BREAKER } from '../policy.ts';
import type { BreakerRecord, BreakerStore } from './breaker-store.ts';

export interface BreakerSettings {
  /** More than so many. */
  readonly failures: number;
  readonly percent: number;
  readonly windowMs: number;
  readonly pauseMs: number;
}

export interface BreakerPorts {
  readonly store: BreakerStore;
  readonly clock: Clock;
  readonly log: Log;
}

const GRANTED: Permit = { kind: 'granted', probe: false };

interface Known {
  readonly record: BreakerRecord | undefined;
  readonly readAtMs: number;
}

export function breaker({ store, clock, log }: BreakerPorts, settings: BreakerSettings): Breaker {
  const known = new Map<string, Known>();

  async function recordOf(destination: string): Promise<BreakerRecord | undefined> {
    const before = known.get(destination);
    if (before && clock.nowMs() < before.readAtMs + BREAKER.freshMs) return before.record;
    const record = await store.load(destination);
    known.set(destination, { record, readAtMs: clock.nowMs() });
    return record;
  }

  async function permit(destination: string, callMs: number): Promise<Permit> {
    const record = await recordOf(destination);
    const nowMs = clock.nowMs();
    if (record?.openUntilMs === undefined) return GRANTED;
    if (nowMs < record.openUntilMs) return { kind: 'paused', untilMs: record.openUntilMs };
    const { probeUntilMs = 0 } = record;
    // The probe's result may be known before its time is over.
    if (nowMs < probeUntilMs)
      return { kind: 'paused', untilMs: Math.min(probeUntilMs, nowMs + BREAKER.freshMs) };
    known.delete(destination);
    const untilMs = nowMs + callMs + BREAKER.probeSlackMs;
    if (await store.acquireProbe(destination, { nowMs, untilMs })) return { kind: 'granted', probe: true };
    // Another instance probes, or the breaker has closed meanwhile. The next read tells.
    return { kind: 'paused', untilMs: nowMs + BREAKER.freshMs };
  }

  async function failed(destination: string, probe: boolean): Promise<void> {
    const nowMs = clock.nowMs();
    const sliceMs = Math.max(1000, Math.floor(settings.windowMs / BREAKER.slices));
    const forgetBeforeMs = nowMs - settings.windowMs - sliceMs;
    const counted = await store.countFailure(destination, {
      sliceMs: nowMs - (nowMs % sliceMs),
      forgetBeforeMs,
      nowMs,
    });
    const failures = sum(counted, forgetBeforeMs);
    if (!probe && failures <= settings.failures) return;
    const untilMs = nowMs + settings.pauseMs;
    known.delete(destination);
    if (!(await store.open(destination, { untilMs, failures, again: probe }))) return;
    const until = new Date(untilMs).toISOString();
    log.write('error', { event: 'breaker', destination, state: 'open', failures, until, probe });
  }

  async function went(destination: string, health: Health, probe: boolean) {
    if (health === 'unhealthy') return failed(destination, probe);
    if (!probe) return;
    known.delete(destination);
    if (health === 'unknown') return store.releaseProbe(destination);
    await store.close(destination);
    log.write('info', { event: 'breaker', destination, state: 'closed' });
  }

  return {
    async acquire(destination, callMs) {
      try {
        return await permit(destination, callMs);
      } catch (error) {
        log.write('warn', { event: 'breaker_error', destination, error: errorName(error) });
        return GRANTED;
      }
    },

    async report(destination, health, passed) {
      if (passed.kind === 'paused') return;
      try {
        await went(destination, health, passed.probe);
      } catch (error) {
        log.write('warn', { event: 'breaker_error', destination, error: errorName(error) });
      }
    },
  };
}

function sum({ failures }: BreakerRecord, afterMs: number): number {
  let total = 0;
  for (const [sliceMs, count] of failures) if (sliceMs > afterMs) total += count;
  return total;
}

/** Whether a destination may be called. All its callers share it. Neither function throws. */
export interface Breaker {
  /** `callMs`: how long the call may take. A permit that is granted must be reported, see with-permit.ts. */
  acquire(destination: string, callMs: number): Promise<Permit>;
  /** How the call went. `unknown`: no call was made, or we cancelled it. */
  report(destination: string, health: Health, permit: Permit): Promise<void>;
}

export type Health = 'healthy' | 'unhealthy' | 'unknown';

export type Permit =
  /** `probe`: the only call for now. It shows whether the destination is back. */
  | { readonly kind: 'granted'; readonly probe: boolean }
  | { readonly kind: 'paused'; readonly untilMs: number };
