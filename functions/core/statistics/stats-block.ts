// Blocks of minutes: what past minutes are merged to.
import { STATISTICS } from '../policy.ts';
import { MINUTE_MS } from './stats-entry.ts';

/** An hour is whole blocks. */
export const BLOCK_MS = STATISTICS.blockMinutes * MINUTE_MS;

/** Start of the block that holds this time. */
export const blockOf = (ms: number): number => Math.floor(ms / BLOCK_MS) * BLOCK_MS;

/** Start of each block that this time touches, oldest first. Both ends are included. */
export function blocksOf({
  fromMs,
  untilMs,
}: {
  readonly fromMs: number;
  readonly untilMs: number;
}): number[] {
  const first = blockOf(fromMs);
  const count = Math.max(0, (blockOf(untilMs) - first) / BLOCK_MS + 1);
  return Array.from({ length: count }, (_, at) => first + at * BLOCK_MS);
}
