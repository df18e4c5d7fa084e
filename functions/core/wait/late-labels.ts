// What the console and the command line say of waits past their deadline, in the words of the alarm's section in
// docs/runbook.md.

import { count } from '../../runtime/format.ts';
import type { LateWaits, OpenWait, OpenWaits } from './open-waits.ts';
import { countLate, isDecided } from './open-waits.ts';

const MISSING: Readonly<Record<keyof LateWaits, string>> = {
  undecided: 'nobody has decided',
  decided: 'decided, the platform has not taken it yet',
};

/** What a late wait still needs. */
export const lateLabel = (wait: OpenWait): string => MISSING[isDecided(wait) ? 'decided' : 'undecided'];

/** `3 past the deadline`; a lower bound where not all waits were read. */
export const lateCount = (waits: OpenWaits): string =>
  `${waits.more ? 'at least ' : ''}${count(countLate(waits))} past the deadline`;

/** `3 past the deadline (1: nobody has decided; 2: decided, the platform has not taken it yet).` */
export function lateSummary(waits: OpenWaits): string {
  const { undecided, decided } = waits.late;
  const parts = [
    { many: undecided, words: MISSING.undecided },
    { many: decided, words: MISSING.decided },
  ].filter(({ many }) => many > 0);
  const total = lateCount(waits).replace(/^a/, 'A');
  return `${total} (${parts.map(({ many, words }) => `${count(many)}: ${words}`).join('; ')}).`;
}
