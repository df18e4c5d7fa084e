// The error log for a terminal: a row for each entry, then for each reason that occurs what it means and what to do.
import type { ErrorLogEntry } from '../functions/core/error-log/entry.ts';
import { adviceOnReason } from '../functions/platforms/advice.ts';
import { instant, table } from './table.ts';

const HEADINGS = ['PARKED AT', 'SOURCE', 'REASON', 'EVENT', 'CONVERSATION', 'ATTEMPTS', 'ID'] as const;

export function describeFailures(entries: readonly ErrorLogEntry[], all: boolean): string {
  const rows = entries.map((entry) => [...rowOf(entry), ...(all ? [whatWasDone(entry)] : [])]);
  const reasons = [...new Set(entries.map(({ reason }) => reason))];
  return [
    table([...HEADINGS, ...(all ? ['DONE ABOUT IT'] : [])], rows),
    '',
    ...reasons.flatMap(describeReason),
  ].join('\n');
}

const UNKNOWN = '-';

function rowOf(entry: ErrorLogEntry): string[] {
  const { id, parkedAtMs, source = UNKNOWN, reason, type = UNKNOWN, conversation = UNKNOWN } = entry;
  return [instant(parkedAtMs), source, reason, type, conversation, String(entry.attempts), id];
}

function whatWasDone(entry: ErrorLogEntry): string {
  const { replays, replayedAtMs = 0, replayedBy = '', dismissedAtMs, dismissedBy = '' } = entry;
  const times = replays === 1 ? '' : `${replays} times, last `;
  const done = [
    ...(replays > 0 ? [`replayed ${times}${instant(replayedAtMs)} by ${replayedBy}`] : []),
    ...(dismissedAtMs === undefined ? [] : [`dismissed ${instant(dismissedAtMs)} by ${dismissedBy}`]),
  ];
  return done.join('; ') || 'nothing yet';
}

function describeReason(reason: string): string[] {
  const { summary, action } = adviceOnReason(reason);
  return [`${reason}: ${summary}.`, `  ${action.replaceAll('`', '')}`];
}
