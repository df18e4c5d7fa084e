// How long what was put off behind a crowd took, once the destination that was away had answered again.
import { pausesOf } from './pauses.ts';
import type { Story } from './story.ts';

export interface Recovery {
  /** Of the source with the crowd. */
  readonly crowd: readonly number[];
  /** Of the other one. */
  readonly others: readonly number[];
}

/**
 * From the end of the last pause to the session update, or to the outcome of an event, of what was not called before; endless for
 * what never ended.
 */
export function recoveryMs(story: Story): Recovery {
  const { history, scenario } = story;
  const endedAtMs = Math.max(0, ...pausesOf(history.breakerChanges).map(({ closedAtMs }) => closedAtMs));
  const called = new Set(
    [...history.attempts, ...history.eventAttempts]
      .filter(({ atMs }) => atMs < endedAtMs)
      .map(({ deliveryId }) => deliveryId),
  );
  const waits = story.cycles.map((cycle) => {
    const calls = cycle.attempts.flatMap((attempt) => attempt.calls);
    const { deliveryId, source } = story.openedBy(cycle);
    const wasCalled = scenario.actions.some((one) => one.kind === 'outage' && one.of === 'treble')
      ? calls.some(({ atMs }) => atMs < endedAtMs)
      : called.has(deliveryId);
    return { source, wasCalled, atMs: calls.find(({ status }) => status === 200)?.atMs };
  });
  const events = [...history.events.values()].map(({ deliveryId, source }) => ({
    source,
    wasCalled: called.has(deliveryId),
    atMs: history.outcomes.find((one) => one.deliveryId === deliveryId)?.atMs,
  }));
  const putOff = [...waits, ...events].filter(({ wasCalled }) => !wasCalled);
  const tookMs = (isCrowd: boolean) =>
    putOff
      .filter(({ source }) => (source === scenario.conditions.sick) === isCrowd)
      .map(({ atMs = Number.POSITIVE_INFINITY }) => Math.max(0, atMs - endedAtMs));
  return { crowd: tookMs(true), others: tookMs(false) };
}
