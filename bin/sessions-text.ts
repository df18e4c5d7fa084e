// The open waits as a table, then the meaning of each state and the number of waits past their deadline.

import { lateSummary } from '../functions/core/wait/late-labels.ts';
import type { OpenWait, OpenWaits } from '../functions/core/wait/open-waits.ts';
import { countLate, isDecided, isLate } from '../functions/core/wait/open-waits.ts';
import { count, duration } from '../functions/runtime/format.ts';
import { localTime, zoneNote } from './local-time.ts';
import { table } from './table.ts';

const MEANINGS: Record<OpenWait['state'], string> = {
  waiting: 'not started, or will be tried again',
  processing: 'the processor is working',
  delegated: 'the processor will call back',
  decided: 'will be sent to the platform',
  sending: 'being sent to the platform',
};

/** Only for undecided waits. */
const MANUAL_RESUME =
  'To continue one manually: npx acuse resume <conversation> --cycle <cycle> --key name=value';

const HEADINGS = ['SOURCE', 'CYCLE', 'STATE', 'SINCE', 'DEADLINE', 'DEADLINE AT', 'CONVERSATION'];

export function describeWaits(waits: OpenWaits, nowMs: number): string {
  const { oldest, more } = waits;
  if (waits.count === 0) return 'No conversation is waiting.';
  const states = [...new Set(oldest.map(({ state }) => state))];
  const shown = oldest.length < waits.count ? `, the oldest ${count(oldest.length)} shown` : '';
  return [
    table(
      HEADINGS,
      oldest.map((wait) => row(wait, nowMs)),
    ),
    '',
    ...states.map((state) => `${state}: ${MEANINGS[state]}`),
    `${more ? 'More than ' : ''}${count(waits.count)} waiting${shown}. ${zoneNote(nowMs)}`,
    ...(countLate(waits) > 0 ? [lateLine(waits)] : []),
    ...(oldest.every(isDecided) ? [] : [MANUAL_RESUME]),
  ].join('\n');
}

function row(wait: OpenWait, nowMs: number): string[] {
  const { conversation, source, state, cycle, receivedAtMs, deadlineAtMs } = wait;
  const deadline = isLate(wait, nowMs)
    ? `passed ${duration(nowMs - deadlineAtMs)} ago`
    : `in ${duration(deadlineAtMs - nowMs)}`;
  const since = duration(nowMs - receivedAtMs);
  return [source, String(cycle), state, since, deadline, localTime(deadlineAtMs), conversation];
}

const lateLine = (waits: OpenWaits): string =>
  `${lateSummary(waits)} See docs/runbook.md, "Waits are past their deadline".`;
