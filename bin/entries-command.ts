// Orders about entries of the error log, as commands give them: some by their ids or all that a filter finds, after a
// question, oldest first and in parts; and what became of each, for a person and for a program.
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
import { table } from './table.ts';

export const ENTRIES_OPTIONS = {
  ...FILTER_OPTIONS,
  'all-open': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

/** An order takes so many ids at most. */
export const MOST_IDS = 100;

export interface EntriesRequest {
  readonly name: string;
  /** What is asked before it is done to several, and said when it was not. */
  readonly question: (count: number) => string;
  readonly declined: string;
  readonly order: (ids: string[], dryRun: boolean) => Command;
  /** Entries a second; absent: as fast as it goes. */
  readonly rate?: number;
  /** What can come of it, in the order in which it is summed up. */
  readonly outcomes: readonly EntryResult['outcome'][];
}

export async function giveEntriesOrder(
  target: Target,
  input: Input,
  about: EntriesRequest,
): Promise<CommandAnswer> {
  checkChoice(about.name, input);
  const filter = filterOf(input, Date.now());
  const dryRun = input.flag('dry-run');
  const deployment = await openDeployment(target);
  const ids = input.args.length > 0 ? [...new Set(input.args)] : await found(filter, deployment);
  const sure = ids.length < 2 || dryRun || input.flag('yes');
  if (!sure && !(await input.confirm(about.question(ids.length)))) throw new CommandError(about.declined);
  const entries = await carryOut(ids, dryRun, about, deployment);
  return {
    json: { entries, ...summaryOf(entries, about.outcomes) },
    text: describe(entries, about.outcomes),
    ...(entries.some(wasNotDone) && { exitCode: 1 }),
  };
}

/** Everything is meant only if somebody says so. */
function checkChoice(name: string, input: Input): void {
  const byFilter = isFiltered(input);
  const ways = [input.args.length > 0, byFilter || input.flag('all-open')].filter(Boolean).length;
  if (ways === 0) throw new UsageError(`${name} takes ids, a filter such as --source, or --all-open`);
  if (ways > 1) throw new UsageError(`${name} takes either ids or a filter, not both`);
}

/** Oldest first. */
async function found(filter: ErrorLogFilter, { errorLog }: Deployment): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of errorLog.search(filter)) ids.push(id);
  return ids.reverse();
}

const details = v.object({
  entries: v.array(v.object({ id: v.string(), outcome: v.picklist(ENTRY_OUTCOMES), reason: v.string() })),
});

/** At a rate, each order takes a second at least. */
async function carryOut(
  ids: readonly string[],
  dryRun: boolean,
  about: EntriesRequest,
  { order }: Deployment,
): Promise<EntryResult[]> {
  const entries: EntryResult[] = [];
  const progress = progressBar(ids.length);
  const rate = dryRun ? undefined : about.rate;
  const size = rate ?? MOST_IDS;
  for (let at = 0; at < ids.length; at += size) {
    const secondIsOver = at === 0 || rate === undefined ? undefined : sleep(1000);
    progress.show(at);
    await secondIsOver;
    const answer = await order(about.order(ids.slice(at, at + size), dryRun));
    const parsed = v.safeParse(details, answer.details);
    if (!parsed.success) throw new CommandError(`${answer.message} ${at} of ${ids.length} were done before.`);
    entries.push(...parsed.output.entries);
  }
  progress.show(ids.length);
  progress.end();
  return entries;
}

const countOf = (entries: readonly EntryResult[], outcome: EntryResult['outcome']): number =>
  entries.filter((entry) => entry.outcome === outcome).length;

const summaryOf = (entries: readonly EntryResult[], outcomes: EntriesRequest['outcomes']) =>
  Object.fromEntries(outcomes.map((outcome) => [KEYS[outcome], countOf(entries, outcome)]));

/** As JSON names them. */
const KEYS: Record<EntryResult['outcome'], string> = {
  replayed: 'replayed',
  would_replay: 'wouldReplay',
  dismissed: 'dismissed',
  would_dismiss: 'wouldDismiss',
  refused: 'refused',
  gone: 'gone',
};

function describe(entries: readonly EntryResult[], outcomes: EntriesRequest['outcomes']): string {
  if (entries.length === 0) return 'Nothing in the error log that matches.';
  const words = outcomes
    .map((outcome) => [countOf(entries, outcome), ENTRY_LABELS[outcome]] as const)
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`);
  const rows = entries.map(({ id, outcome, reason }) => [id, outcome.replace('_', ' '), reason]);
  return [table(['ID', 'OUTCOME', 'WHAT HAPPENS'], rows), '', `${words.join(', ')}.`].join('\n');
}
