// What the command line says of waits past their deadline, in the words of the alarm's section in docs/runbook.md. The
// console says it in three languages.

import { count } from '../../runtime/format.ts';
import type { LateWaits, OpenWaits } from './open-waits.ts';
import { countLate } from './open-waits.ts';

const MISSING: Readonly<Record<keyof LateWaits, string>> = {
  undecided: 'nobody has decided',
  decided: 'decided, the platform has not taken it yet',
};

/** `3 past the deadline`; a lower bound where not all waits were read. */
const lateCount = (waits: OpenWaits): string =>
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
