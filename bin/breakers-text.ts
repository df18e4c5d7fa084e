// Destinations that are left alone, in a line each: why nothing is called that is due.
import type { BreakerState } from '../functions/core/breaker/breaker-store.ts';
import { counted, duration } from '../functions/runtime/format.ts';
import { instant } from './table.ts';

export function breakerLines(breakers: readonly BreakerState[], nowMs: number): string[] {
  return breakers.map(({ destination, state, untilMs, failures }) => {
    const after = `after ${counted(failures, 'failure')}`;
    if (state === 'probing') return `${destination} is tried by single calls, ${after}. What is due is kept.`;
    const left = untilMs > nowMs ? ` (in ${duration(untilMs - nowMs)})` : '';
    return `${destination} is left alone until ${instant(untilMs)}${left}, ${after}. What is due is kept.`;
  });
}

export const publicBreaker = ({ untilMs, ...breaker }: BreakerState) => ({
  ...breaker,
  until: new Date(untilMs).toISOString(),
});
