// Destinations that Acuse does not call at present, one line each, and how to end a pause.
import type { BreakerState } from '../functions/core/breaker/breaker-store.ts';
import { counted, duration } from '../functions/runtime/format.ts';
import { localTime } from './local-time.ts';

const HINT = 'To end a pause by hand, if the destination is back: npx acuse retry <destination>';

export function breakerLines(breakers: readonly BreakerState[], nowMs: number): string[] {
  const lines = breakers.map(({ destination, state, untilMs, failures }) => {
    const after = `after calls of ${counted(failures, 'conversation')} failed`;
    if (state === 'probing') return `${destination} gets single test calls, ${after}. Due work is kept.`;
    const left = untilMs > nowMs ? ` (in ${duration(untilMs - nowMs)})` : '';
    return `${destination} is not called until ${localTime(untilMs)}${left}, ${after}. Due work is kept.`;
  });
  return lines.length === 0 ? [] : [...lines, HINT];
}

export const publicBreaker = ({ untilMs, ...breaker }: BreakerState) => ({
  ...breaker,
  until: new Date(untilMs).toISOString(),
});
