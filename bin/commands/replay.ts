// acuse replay: parked deliveries once more, some by their ids or all that a filter finds. Oldest first, so that what
// happened in one conversation happens again in its order, and at a rate that a processor which has just come back
// can bear.
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { ErrorLogFilter } from '../../functions/shared/domain/error-log-filter.ts';
import type { EntryResult } from '../../functions/shared/domain/order.ts';
import { type Command, CommandError, type Input, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { FILTER_OPTIONS, filterOf, isFiltered } from '../failure-filter.ts';
import { numberOf } from '../number-option.ts';
import { progressBar } from '../progress.ts';
import { table } from '../table.ts';

const RATE = { usual: 10, most: 100 };

export const replay: Command = {
  name: 'replay',
  rest: 'id',
  options: {
    ...FILTER_OPTIONS,
    'all-open': { type: 'boolean' },
    force: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    rate: { type: 'string' },
    yes: { type: 'boolean' },
  },
  summary: `Replays entries of the error log, by id, by filter or --all-open; ${RATE.usual} a second unless --rate says so`,
  run: async (target, input) => {
    const rate = numberOf('rate', input.text('rate'), RATE);
    checkChoice(input);
    const filter = filterOf(input, Date.now());
    const dryRun = input.flag('dry-run');
    const deployment = await openDeployment(target);
    const ids = (await input.args.length) > 0 ? [...new Set(input.args)] : await found(filter, deployment);
    const sure = ids.length < 2 || dryRun || input.flag('yes');
    if (!sure && !(await input.confirm(`Replay ${ids.length} deliveries?`))) {
      throw new CommandError('Nothing was replayed.');
    }
    const order = { force: input.flag('force'), dryRun };
    const entries = await replayAll(ids, { ...order, rate }, deployment);
    return {
      json: { entries, ...summaryOf(entries) },
      text: describe(entries),
      ...(entries.some(({ outcome }) => outcome === 'refused' || outcome === 'gone') && { exitCode: 1 }),
    };
  },
};

/** Everything is replayed only if somebody says so. */
function checkChoice(input: Input): void {
  const byFilter = isFiltered(input);
  const ways = [input.args.length > 0, byFilter || input.flag('all-open')].filter(Boolean).length;
  if (ways === 0) throw new UsageError('replay takes ids, a filter such as --source, or --all-open');
  if (ways > 1) throw new UsageError('replay takes either ids or a filter, not both');
}

/** Oldest first. */
async function found(filter: ErrorLogFilter, { errorLog }: Deployment): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of errorLog.search(filter)) ids.push(id);
  return ids.reverse();
}

const details = v.object({
  entries: v.array(
    v.object({
      id: v.string(),
      outcome: v.picklist(['replayed', 'would_replay', 'refused', 'gone']),
      reason: v.string(),
    }),
  ),
});

/** An order takes 100 ids at most, and a second at least. */
async function replayAll(
  ids: readonly string[],
  { rate, force, dryRun }: { readonly rate: number; readonly force: boolean; readonly dryRun: boolean },
  { order }: Deployment,
): Promise<EntryResult[]> {
  const entries: EntryResult[] = [];
  const progress = progressBar(ids.length);
  const size = dryRun ? RATE.most : rate;
  for (let at = 0; at < ids.length; at += size) {
    const secondIsOver = at === 0 || dryRun ? undefined : sleep(1000);
    progress.show(at);
    await secondIsOver;
    const answer = await order({ action: 'replay', ids: ids.slice(at, at + size), force, dryRun });
    const parsed = v.safeParse(details, answer.details);
    if (!parsed.success) throw new CommandError(`${answer.message} ${at} of ${ids.length} were done before.`);
    entries.push(...parsed.output.entries);
  }
  progress.show(ids.length);
  progress.end();
  return entries;
}

function summaryOf(entries: readonly EntryResult[]) {
  const count = (outcome: EntryResult['outcome']) =>
    entries.filter((entry) => entry.outcome === outcome).length;
  return {
    replayed: count('replayed'),
    wouldReplay: count('would_replay'),
    refused: count('refused'),
    gone: count('gone'),
  };
}

function describe(entries: readonly EntryResult[]): string {
  if (entries.length === 0) return 'Nothing in the error log that matches.';
  const { replayed, wouldReplay, refused, gone } = summaryOf(entries);
  const counts = [
    [replayed, 'replayed'],
    [wouldReplay, 'would be replayed'],
    [refused, 'refused'],
    [gone, 'gone'],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const rows = entries.map(({ id, outcome, reason }) => [id, outcome.replace('_', ' '), reason]);
  return [table(['ID', 'OUTCOME', 'WHAT HAPPENS'], rows), '', `${words.join(', ')}.`].join('\n');
}
