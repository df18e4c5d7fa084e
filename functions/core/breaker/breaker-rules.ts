// When a breaker opens, for how long, and what a call meets then: pure rules. breaker.ts says what they are for.
import { BREAKER } from '../policy.ts';
import type { BreakerPauses, BreakerRecord } from './breaker-store.ts';

export type Condition =
  | { readonly kind: 'closed' }
  /** One call may be made. */
  | { readonly kind: 'probing' }
  | { readonly kind: 'paused'; readonly untilMs: number };

export interface BreakerSettings {
  /** The least number of different conversations whose calls failed. */
  readonly failures: number;
  /** The least share of failing calls, in percent. */
  readonly percent: number;
  readonly windowMs: number;
  /** The longest pause. */
  readonly pauseMs: number;
}

/**
 * What happened to its job before: `new`: nothing; `put_off`: it was kept back, and never called; `failed`: a call of it has
 * failed.
 */
export type CallHistory = 'new' | 'put_off' | 'failed';

/** What a call meets now. */
export function conditionOf(
  record: BreakerRecord | undefined,
  history: CallHistory,
  nowMs: number,
): Condition {
  if (record?.openUntilMs === undefined) return { kind: 'closed' };
  const { openUntilMs, newUntilMs = openUntilMs, retryUntilMs = openUntilMs, probeUntilMs = 0 } = record;
  const pausedUntilMs = {
    new: newUntilMs,
    put_off: openUntilMs,
    failed: Math.max(openUntilMs, retryUntilMs),
  }[history];
  if (nowMs < pausedUntilMs) return { kind: 'paused', untilMs: pausedUntilMs };
  // The probe's result may be known before its time is over.
  if (nowMs < probeUntilMs)
    return { kind: 'paused', untilMs: Math.min(probeUntilMs, nowMs + BREAKER.freshMs) };
  return { kind: 'probing' };
}

/** The pauses of a breaker that opens now. */
export function firstPauses(nowMs: number, longestMs: number): BreakerPauses {
  const untilMs = nowMs + pauseMs(1, longestMs);
  return { openUntilMs: untilMs, newUntilMs: untilMs, pauses: 1, retryUntilMs: untilMs, retryPauses: 1 };
}

export interface FailedProbe {
  readonly history: CallHistory;
  readonly hung: boolean;
  readonly nowMs: number;
  readonly longestMs: number;
}

/** A conversation that has failed before prolongs the pause only for those like it. */
export function afterFailedProbe(
  record: BreakerRecord | undefined,
  { history, hung, nowMs, longestMs }: FailedProbe,
): BreakerPauses {
  const { openUntilMs = nowMs, newUntilMs = openUntilMs, pauses = 1, retryPauses = 1 } = record ?? {};
  const longer = (pausesSoFar: number) => nowMs + pauseMs(pausesSoFar + 1, longestMs);
  if (history === 'failed')
    return {
      openUntilMs,
      newUntilMs,
      pauses,
      retryUntilMs: longer(retryPauses),
      retryPauses: retryPauses + 1,
    };
  const untilMs = longer(pauses);
  const soonMs = nowMs + pauseMs(1, longestMs);
  return {
    openUntilMs: untilMs,
    newUntilMs: history === 'put_off' ? newUntilMs : hung ? untilMs : soonMs,
    pauses: pauses + 1,
    retryUntilMs: untilMs,
    retryPauses: pauses + 1,
  };
}

/** Of the `pauses`-th pause in a row. */
const pauseMs = (pauses: number, longestMs: number): number =>
  Math.min(longestMs, BREAKER.firstPauseMs * 2 ** Math.min(pauses - 1, 20));

/**
 * How many different conversations have failed, if that is enough to open. Their number counts over the window; their share
 * of the calls only over its newest slices, so that an hour of success does not hide what is wrong now.
 */
export function failuresThatOpen(
  { slices }: BreakerRecord,
  {
    failures,
    percent,
    windowMs,
    nowMs,
    sliceMs,
  }: BreakerSettings & { readonly nowMs: number; readonly sliceMs: number },
): number | undefined {
  const since = (fromMs: number) => [...slices].filter(([atMs]) => atMs >= fromMs).map(([, slice]) => slice);
  const recent = since(nowMs - (nowMs % sliceMs) - BREAKER.recentSlices * sliceMs);
  const answered = recent.reduce((sum, slice) => sum + slice.answered, 0);
  const different = (of: typeof recent, which: 'failed' | 'hung') =>
    new Set(of.flatMap((slice) => [...slice[which]])).size;
  const enough = (bad: number) => bad > 0 && bad * 100 >= percent * (bad + answered);
  const failed = different(since(nowMs - windowMs - sliceMs), 'failed');
  if (failed >= failures && enough(different(recent, 'failed'))) return failed;
  return enough(different(recent, 'hung')) ? failed : undefined;
}
