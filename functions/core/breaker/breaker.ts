// A breaker for each destination that we call (Treble, every processor): after too many failures nobody calls it for
// a while, then one at a time until one call goes well. All instances share it through the store; each asks the
// store again after a few seconds at most, and writes only when a call has failed.
//
//   closed ── more than BreakerFailures in BreakerWindowSeconds ──▶ open ── BreakerPauseSeconds ──▶ probing
//     ▲                                                              ▲                                │
//     └───────────────────────── the probe goes well ────────────────┼────────────────────────────────┤
//                                                                    └──────── the probe fails ───────┘
//
// The window is counted in slices of a tenth of it, so it is up to a tenth longer than it says. Where the store is
// away everybody passes: a breaker protects, it must never be what stops the work.

import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { errorName } from '../../runtime/log.ts';
import type { BreakerRecord, BreakerStore } from './breaker-store.ts';

export interface BreakerSettings {
  /** More than so many. */
  readonly failures: number;
  readonly windowMs: number;
  readonly pauseMs: number;
}

export interface BreakerPorts {
  readonly store: BreakerStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** How old an instance's knowledge of a destination may be. */
const FRESH_MS = 5_000;

/** Between the end of a probe's call and its result's being known to others. */
const PROBE_SLACK_MS = 5_000;

const SLICES = 10;

const PASS: Permit = { kind: 'pass', probe: false };

interface Known {
  readonly record: BreakerRecord | undefined;
  readonly readAtMs: number;
}

export function breaker({ store, clock, log }: BreakerPorts, settings: BreakerSettings): Breaker {
  const known = new Map<string, Known>();

  async function recordOf(destination: string): Promise<BreakerRecord | undefined> {
    const before = known.get(destination);
    if (before && clock.nowMs() < before.readAtMs + FRESH_MS) return before.record;
    const record = await store.load(destination);
    known.set(destination, { record, readAtMs: clock.nowMs() });
    return record;
  }

  async function permit(destination: string, callMs: number): Promise<Permit> {
    const record = await recordOf(destination);
    const nowMs = clock.nowMs();
    if (record?.openUntilMs === undefined) return PASS;
    if (nowMs < record.openUntilMs) return { kind: 'paused', untilMs: record.openUntilMs };
    const { probeUntilMs = 0 } = record;
    // Its result may be there long before its time is over.
    if (nowMs < probeUntilMs) return { kind: 'paused', untilMs: Math.min(probeUntilMs, nowMs + FRESH_MS) };
    known.delete(destination);
    const untilMs = nowMs + callMs + PROBE_SLACK_MS;
    if (await store.acquireProbe(destination, { nowMs, untilMs })) return { kind: 'pass', probe: true };
    // Somebody else was quicker, or it has closed meanwhile: soon this instance will know which.
    return { kind: 'paused', untilMs: nowMs + FRESH_MS };
  }

  async function failed(destination: string, probe: boolean): Promise<void> {
    const nowMs = clock.nowMs();
    const sliceMs = Math.max(1000, Math.floor(settings.windowMs / SLICES));
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

  async function went(destination: string, health: 'well' | 'unwell' | 'unknown', probe: boolean) {
    if (health === 'unwell') return failed(destination, probe);
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
        return PASS;
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

/** May a destination be called? Shared by everybody who calls it. Neither question nor answer ever throws. */
export interface Breaker {
  /** `callMs`: how long the call may take that follows, and that `tell` follows. */
  acquire(destination: string, callMs: number): Promise<Permit>;
  /** `unknown`: no call was made, or it was broken off by ourselves. */
  report(destination: string, health: 'well' | 'unwell' | 'unknown', permit: Permit): Promise<void>;
}

export type Permit =
  /** `probe`: the only call for now, to see whether the destination is back. */
  { readonly kind: 'pass'; readonly probe: boolean } | { readonly kind: 'paused'; readonly untilMs: number };
