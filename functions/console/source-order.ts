// The order of sources: those in trouble first. What customers missed weighs more than what the machine did.
import { POST_COLUMNS } from '../core/statistics/columns.ts';
import type { SourceHealth } from '../core/statistics/report.ts';

/** The number of webhooks of a source. */
export const postsOf = (source: SourceHealth): number =>
  POST_COLUMNS.reduce((sum, { name }) => sum + source[name], 0);

const withoutResultOf = ({ conversations }: SourceHealth): number => conversations.withoutResult;
const unconfirmedOf = ({ outcomes }: SourceHealth): number => outcomes.unconfirmed;

/** From the heaviest. The number of webhooks decides between those without trouble. */
const WEIGHTS: readonly ((source: SourceHealth) => number)[] = [
  withoutResultOf,
  ({ error }) => error,
  unconfirmedOf,
  ({ rejected }) => rejected,
  ({ slow }) => slow,
  postsOf,
];

export function byTrouble(a: SourceHealth, b: SourceHealth): number {
  for (const weight of WEIGHTS) {
    const difference = weight(b) - weight(a);
    if (difference !== 0) return difference;
  }
  return a.id.localeCompare(b.id);
}

/** Somebody should look at it. */
export const needsAttention = (source: SourceHealth): boolean =>
  withoutResultOf(source) > 0 || unconfirmedOf(source) > 0 || source.error > 0;

/** Nothing happened in the period. */
export const isQuiet = (source: SourceHealth): boolean => postsOf(source) === 0 && !needsAttention(source);
