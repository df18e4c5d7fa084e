// A command about entries of the error log works through them one by one, in the order of the command. The log and the answer
// say how each ended. An entry that fails stops no other.
import { type CommandResult, ENTRY_LABELS, type EntryResult, wasNotDone } from '../core/command/command.ts';
import { deliveryOfEntry } from '../core/error-log/entry.ts';
import { COMMAND } from '../core/policy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface EntriesCommand {
  readonly action: 'replay' | 'dismiss';
  readonly ids: readonly string[];
  readonly dryRun: boolean;
  readonly by: string;
}

export interface EachEntryPorts {
  readonly clock: Clock;
  readonly log: Log;
}

export type EntryEnd = Omit<EntryResult, 'id'>;

export const refusedEntry = (reason: string): EntryEnd => ({ outcome: 'refused', reason });

export const GONE: EntryEnd = {
  outcome: 'gone',
  reason: 'There is no such entry: it never existed, has expired, or was erased.',
};

export async function eachEntry(
  command: EntriesCommand,
  ports: EachEntryPorts,
  carryOut: (id: string) => Promise<EntryEnd>,
): Promise<CommandResult> {
  const untilMs = ports.clock.nowMs() + COMMAND.entriesMs;
  const entries: EntryResult[] = [];
  for (const id of new Set(command.ids)) {
    const end = ports.clock.nowMs() < untilMs ? await carryOut(id).catch(notDone) : OUT_OF_TIME;
    entries.push({ id, ...end });
    logEntry(id, end, command, ports);
  }
  const ok = !entries.some(wasNotDone);
  return { ok, message: describeResults(entries), details: { entries } };
}

const OUT_OF_TIME = refusedEntry('There was no time left for it: run the command again.');

const notDone = (error: unknown): EntryEnd =>
  refusedEntry(`It could not be done just now (${errorName(error)}). It stays open: try again.`);

/** An id that names no entry may be any text that was typed, so it is not logged. */
function logEntry(id: string, end: EntryEnd, command: EntriesCommand, { log }: EachEntryPorts): void {
  const { action, by, dryRun } = command;
  if (dryRun) return;
  const { outcome } = end;
  const known = outcome === 'gone' ? undefined : id;
  const deliveryId = known === undefined ? undefined : deliveryOfEntry(known);
  log.write(wasNotDone(end) ? 'warn' : 'info', { event: action, id: known, outcome, deliveryId, by });
}

function describeResults(entries: readonly EntryResult[]): string {
  const [only] = entries;
  if (entries.length === 1 && only) return only.reason;
  const counts = Map.groupBy(entries, ({ outcome }) => outcome);
  const parts = [...counts].map(([outcome, { length }]) => `${length} ${ENTRY_LABELS[outcome]}`);
  const left = entries.filter(wasNotDone);
  return [`${parts.join(', ')}.`, ...left.map(({ id, reason }) => `${id}: ${reason}`)].join(' ');
}
