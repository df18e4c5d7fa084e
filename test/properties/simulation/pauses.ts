// The pauses of the destinations, from the history.
import { BREAKER } from '../../../functions/core/policy.ts';
import type { BreakerChange } from './history.ts';

/** So long an invocation may not know what another one has written. */
export const KNOWN_MS = BREAKER.freshMs + 1_000;

/** From the opening of a breaker to its closing. */
interface Pause {
  readonly destination: string;
  /** The opening first. */
  readonly changes: readonly [BreakerChange, ...BreakerChange[]];
  closedAtMs: number;
}

export function pausesOf(changes: readonly BreakerChange[]): readonly Pause[] {
  const pauses: (Omit<Pause, 'changes'> & { changes: [BreakerChange, ...BreakerChange[]] })[] = [];
  for (const change of changes) {
    const { destination, atMs } = change;
    const open = pauses.findLast((one) => one.destination === destination && one.closedAtMs > atMs);
    if (change.pauses === undefined) {
      if (open) open.closedAtMs = atMs;
    } else if (open) open.changes.push(change);
    else pauses.push({ destination, changes: [change], closedAtMs: Number.POSITIVE_INFINITY });
  }
  return pauses;
}

export const isIn = (
  { destination, changes: [opening], closedAtMs }: Pause,
  call: { readonly destination: string; readonly atMs: number },
): boolean =>
  call.destination === destination && call.atMs > opening.atMs + KNOWN_MS && call.atMs < closedAtMs;

/** The change that every invocation knew then. */
export const inForceAt = ({ changes }: Pause, atMs: number): BreakerChange | undefined =>
  changes.findLast((change) => change.atMs + KNOWN_MS < atMs);

/** When the pauses end that were in force. */
export function endsOf(pause: Pause, atMs: number): readonly number[] {
  const pauses = inForceAt(pause, atMs)?.pauses;
  return pauses ? [pauses.openUntilMs, pauses.newUntilMs, pauses.retryUntilMs] : [];
}
