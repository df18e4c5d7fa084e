// An operator dismisses entries of the error log: they are no longer open, and are not replayed. Entry and payload stay until
// they expire, and can still be replayed by their id.
import type { CommandResult } from '../core/command/command.ts';
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import type { ErrorLogEntries } from '../core/error-log/error-log.ts';
import {
  type EachEntryPorts,
  type EntriesCommand,
  type EntryEnd,
  eachEntry,
  GONE,
  refusedEntry,
} from './each-entry.ts';

export interface DismissPorts extends EachEntryPorts {
  readonly entries: ErrorLogEntries;
}

export async function dismissEntries(command: EntriesCommand, ports: DismissPorts): Promise<CommandResult> {
  return eachEntry(command, ports, (id) =>
    command.dryRun ? foresee(id, ports) : carryOut(id, command, ports),
  );
}

/** One write. The entry is read only when the write is refused, to say why. */
async function carryOut(
  id: string,
  { by }: EntriesCommand,
  { entries, clock }: DismissPorts,
): Promise<EntryEnd> {
  const atMs = clock.nowMs();
  if (await entries.dismiss(id, { atMs, by })) return DISMISSED;
  const entry = await entries.load(id);
  if (!entry) return GONE;
  // A repeated write, after a lost answer, finds its own result.
  if (entry.dismissedAtMs === atMs && entry.dismissedBy === by) return DISMISSED;
  return refusedEntry(notOpen(entry) ?? 'An operator is replaying it just now. Look again in a minute.');
}

const DISMISSED: EntryEnd = {
  outcome: 'dismissed',
  reason: 'It is out of the open entries; until it expires it can still be replayed by its id.',
};

async function foresee(id: string, { entries }: DismissPorts): Promise<EntryEnd> {
  const entry = await entries.load(id);
  if (!entry) return GONE;
  const problem = notOpen(entry);
  return problem === undefined
    ? { outcome: 'would_dismiss', reason: 'It would leave the open entries, without being replayed.' }
    : refusedEntry(problem);
}

function notOpen({ replays, replayedAtMs = 0, dismissedAtMs }: ErrorLogEntry): string | undefined {
  if (replays > 0) return `It is no longer open: it was replayed at ${new Date(replayedAtMs).toISOString()}.`;
  if (dismissedAtMs === undefined) return undefined;
  return `It is no longer open: it was dismissed at ${new Date(dismissedAtMs).toISOString()}.`;
}
