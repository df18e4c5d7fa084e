// The error log as text: a row for each entry, then the meaning and the action for each reason.
import type { ErrorLogEntry } from '../functions/core/error-log/entry.ts';
import { adviceOnReason } from '../functions/platforms/advice.ts';
import { localTime } from './local-time.ts';
import { table } from './table.ts';

const HEADINGS = ['PARKED AT', 'SOURCE', 'REASON', 'EVENT', 'ATTEMPTS', 'ID', 'CONVERSATION'] as const;

export function describeFailures(entries: readonly ErrorLogEntry[], all: boolean): string {
  const rows = entries.map((entry) => [...rowOf(entry), ...(all ? [actionsTaken(entry)] : [])]);
  const reasons = [...new Set(entries.map(({ reason }) => reason))];
  return [
    table([...HEADINGS, ...(all ? ['ACTIONS TAKEN'] : [])], rows),
    '',
    ...reasons.flatMap(describeReason),
  ].join('\n');
}

const UNKNOWN = '-';

function rowOf(entry: ErrorLogEntry): string[] {
  const { id, parkedAtMs, source = UNKNOWN, reason, type = UNKNOWN, conversation = UNKNOWN } = entry;
  return [localTime(parkedAtMs), source, reason, type, String(entry.attempts), id, conversation];
}

/** AWS does not tell a function who invoked it, so the names are what the callers said of themselves. */
function actionsTaken(entry: ErrorLogEntry): string {
  const { replays, replayedAtMs, replayedBy = UNKNOWN, dismissedAtMs, dismissedBy = UNKNOWN } = entry;
  const replayedAt = replayedAtMs === undefined ? UNKNOWN : localTime(replayedAtMs);
  const times = replays === 1 ? '' : `${replays} times, last `;
  const actions = [
    ...(replays > 0 ? [`replayed ${times}${replayedAt} by ${replayedBy} (self-declared)`] : []),
    ...(dismissedAtMs === undefined
      ? []
      : [`dismissed ${localTime(dismissedAtMs)} by ${dismissedBy} (self-declared)`]),
  ];
  return actions.join('; ') || 'none';
}

function describeReason(reason: string): string[] {
  const { summary, action } = adviceOnReason(reason);
  return [`${reason}: ${summary}.`, `  ${action.replaceAll('`', '')}`];
}
