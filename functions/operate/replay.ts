// An operator has parked deliveries replayed, one after the other, as they are named. Each entry is taken first, so
// that two operators never replay the same one, then sent, then marked: what could not be sent stays open.
import type { CommandResult } from '../core/command/command.ts';
import { replayId } from '../core/delivery/replay-id.ts';
import type { FailureEntry } from '../core/error-log/entry.ts';
import { type EntriesCommand, type EntryEnd, eachEntry, GONE, refusedEntry } from './each-entry.ts';
import { planReplay, type ReplayPlan, type ReplayPorts } from './plan-replay.ts';

export type { ReplayPorts } from './plan-replay.ts';

export interface ReplayOrder extends EntriesCommand {
  readonly force: boolean;
  /** Of each entry, as whoever asks has seen it: what was replayed since is not replayed again. */
  readonly seenReplays?: number | undefined;
}

/** Nobody else may replay or dismiss an entry for so long: as long as this function may run. */
const TAKEN_MS = 60_000;

export async function replayEntries(
  order: ReplayOrder,
  ports: ReplayPorts,
  settings: { readonly windowMs: number },
): Promise<CommandResult> {
  return eachEntry(order, ports, (id) => replayEntry(id, order, ports, settings));
}

async function replayEntry(
  id: string,
  order: ReplayOrder,
  ports: ReplayPorts,
  settings: { readonly windowMs: number },
): Promise<EntryEnd> {
  const entry = await ports.entries.load(id);
  if (!entry) return GONE;
  if (entry.replays > allowedReplays(order)) return refusedEntry(alreadyReplayed(entry));
  const number = entry.taken + 1;
  const nowMs = ports.clock.nowMs();
  const replaying = { name: replayId(entry.deliveryId, number), nowMs, force: order.force };
  const plan = await planReplay(entry, replaying, ports, settings);
  if (plan.kind === 'refused') return refusedEntry(plan.reason);
  if (order.dryRun) return { outcome: 'would_replay', reason: plan.reason };
  if (!(await ports.entries.take(id, { number, nowMs, untilMs: nowMs + TAKEN_MS })))
    return refusedEntry('Somebody else is replaying it.');
  return carryOut(id, number, plan, order, ports);
}

async function carryOut(
  id: string,
  number: number,
  plan: ReplayPlan & { kind: 'ready' },
  { by }: ReplayOrder,
  { entries, clock }: ReplayPorts,
): Promise<EntryEnd> {
  let problem: string | undefined;
  try {
    problem = await plan.send();
  } catch (error) {
    // Another number the next time: whether the queue has this one, nobody knows.
    await entries.giveBack(id, number);
    throw error;
  }
  if (problem !== undefined) {
    await entries.giveBack(id, number);
    return refusedEntry(problem);
  }
  await entries.markReplayed(id, { atMs: clock.nowMs(), by });
  return { outcome: 'replayed', reason: plan.reason };
}

const allowedReplays = ({ force, seenReplays }: ReplayOrder): number =>
  force ? (seenReplays ?? Number.POSITIVE_INFINITY) : 0;

function alreadyReplayed({ replayedAtMs = 0 }: FailureEntry): string {
  const when = new Date(replayedAtMs).toISOString();
  return `It was replayed already, at ${when}; what failed then has an entry of its own. To do it once more, force it.`;
}
