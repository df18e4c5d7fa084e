// Destinations that Acuse does not call at present, one line each.
import type { BreakerState } from '../functions/core/breaker/breaker-store.ts';
import { counted, duration } from '../functions/runtime/format.ts';
import { timestamp } from './table.ts';

export function breakerLines(breakers: readonly BreakerState[], nowMs: number): string[] {
  return breakers.map(({ destination, state, untilMs, failures }) => {
    const after = `after calls of ${counted(failures, 'conversation')} failed`;
    if (state === 'probing') return `${destination} gets single test calls, ${after}. Due work is kept.`;
    const left = untilMs > nowMs ? ` (in ${duration(untilMs - nowMs)})` : '';
    return `${destination} is not called until ${timestamp(untilMs)}${left}, ${after}. Due work is kept.`;
  });
}

export const publicBreaker = ({ untilMs, ...breaker }: BreakerState) => ({
  ...breaker,
  until: new Date(untilMs).toISOString(),
});
