// Runs replay and dismiss: selects entries by id or by filter, asks for confirmation, sends commands in batches,
// oldest first, and reports the result of each entry as text and as JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import {
  type Command,
  ENTRY_LABELS,
  ENTRY_OUTCOMES,
  type EntryResult,
  wasNotDone,
} from '../functions/core/command/command.ts';
import type { ErrorLogFilter } from '../functions/core/error-log/filter.ts';
import { type CommandAnswer, CommandError, type Input, type Target, UsageError } from './command.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { FILTER_OPTIONS, filterOf, isFiltered } from './failure-filter.ts';
import { progressBar } from './progress.ts';
import { resolveEntryIds } from './references.ts';
import { table } from './table.ts';

export const ENTRIES_OPTIONS = {
  ...FILTER_OPTIONS,
  'all-open': { type: 'boolean', meaning: 'all entries that are neither replayed nor dismissed' },
  'dry-run': { type: 'boolean', meaning: 'change nothing, only show what would be done' },
  yes: { type: 'boolean', meaning: 'do not ask' },
} as const;

/** The maximum of ids in one command. */
export const MAX_IDS = 100;

export interface EntriesCommand {
  readonly name: string;
  /** The question before a change of several entries, and the error after the answer no. */
  readonly question: (count: number) => string;
  readonly declined: string;
  readonly commandFor: (ids: string[], dryRun: boolean) => Command;
  /** Entries a second; absent: no limit. */
  readonly rate?: number;
  /** The possible outcomes, in the order of the summary. */
  readonly outcomes: readonly EntryResult['outcome'][];
}

export async function runEntriesCommand(
  target: Target,
  input: Input,
  command: EntriesCommand,
): Promise<CommandAnswer> {
  checkChoice(command.name, input);
  const filter = filterOf(input, Date.now());
  const dryRun = input.flag('dry-run');
  const deployment = await openDeployment(target);
  const ids =
    input.args.length > 0 ? await resolveEntryIds(input.args, deployment) : await findIds(filter, deployment);
  const sure = ids.length < 2 || dryRun || input.flag('yes');
  if (!sure && !(await input.confirm(command.question(ids.length)))) throw new CommandError(command.declined);
  const entries = await sendInBatches(
    ids,
    { dryRun, whenInterrupted: input.whenInterrupted },
    command,
    deployment,
  );
  return {
    json: { entries, ...summaryOf(entries, command.outcomes) },
    text: describe(entries, command.outcomes),
    ...(entries.some(wasNotDone) && { exitCode: 1 }),
  };
}

/** A command without ids or filter does nothing: all entries need --all-open. */
function checkChoice(name: string, input: Input): void {
  const byFilter = isFiltered(input);
  const ways = [input.args.length > 0, byFilter || input.flag('all-open')].filter(Boolean).length;
  if (ways === 0) throw new UsageError(`${name} needs ids, a filter such as --source, or --all-open`);
  if (ways > 1) throw new UsageError(`${name} needs either ids or a filter, not both`);
}

/** Oldest first. */
async function findIds(filter: ErrorLogFilter, { errorLog }: Deployment): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of errorLog.search(filter)) ids.push(id);
  return ids.reverse();
}

const details = v.object({
  entries: v.array(v.object({ id: v.string(), outcome: v.picklist(ENTRY_OUTCOMES), reason: v.string() })),
});

/** With a rate, each command takes at least one second. */
async function sendInBatches(
  ids: readonly string[],
  { dryRun, whenInterrupted }: { readonly dryRun: boolean } & Pick<Input, 'whenInterrupted'>,
  command: EntriesCommand,
  { sendCommand }: Deployment,
): Promise<EntryResult[]> {
  const entries: EntryResult[] = [];
  const progress = progressBar(ids.length);
  const rate = dryRun ? undefined : command.rate;
  const size = rate ?? MAX_IDS;
  whenInterrupted(
    () =>
      `${entries.length} of ${ids.length} entries are done, and the rest is as it was. To go on: npx acuse ${command.name} with the same arguments; what is done already is refused or left out.`,
  );
  for (let at = 0; at < ids.length; at += size) {
    const rateDelay = at === 0 || rate === undefined ? undefined : sleep(1000);
    progress.show(at);
    await rateDelay;
    const answer = await sendCommand(command.commandFor(ids.slice(at, at + size), dryRun));
    const parsed = v.safeParse(details, answer.details);
    if (!parsed.success)
      throw new CommandError(`${answer.message} ${at} of ${ids.length} entries were done before this error.`);
    entries.push(...parsed.output.entries);
  }
  progress.show(ids.length);
  progress.end();
  return entries;
}

const countOf = (entries: readonly EntryResult[], outcome: EntryResult['outcome']): number =>
  entries.filter((entry) => entry.outcome === outcome).length;

const summaryOf = (entries: readonly EntryResult[], outcomes: EntriesCommand['outcomes']) =>
  Object.fromEntries(outcomes.map((outcome) => [JSON_FIELDS[outcome], countOf(entries, outcome)]));

/** The field names in the JSON. */
const JSON_FIELDS: Record<EntryResult['outcome'], string> = {
  replayed: 'replayed',
  would_replay: 'wouldReplay',
  dismissed: 'dismissed',
  would_dismiss: 'wouldDismiss',
  refused: 'refused',
  gone: 'gone',
};

function describe(entries: readonly EntryResult[], outcomes: EntriesCommand['outcomes']): string {
  if (entries.length === 0) return 'No entry of the error log matches.';
  const totals = outcomes
    .map((outcome) => [countOf(entries, outcome), ENTRY_LABELS[outcome]] as const)
    .filter(([count]) => count > 0)
    .map(([count, label]) => `${count} ${label}`);
  const rows = entries.map(({ id, outcome, reason }) => [id, outcome.replace('_', ' '), reason]);
  return [table(['ID', 'OUTCOME', 'WHAT HAPPENS'], rows), '', `${totals.join(', ')}.`].join('\n');
}
