// An operator has parked deliveries replayed, one after the other, as they are named. Each entry is taken first, so
// that two operators never replay the same one, then sent, then marked: what could not be sent stays open.
import type { OrderResult, ReplayedEntry } from '../shared/domain/order.ts';
import { replayId } from '../shared/domain/replay-id.ts';
import { errorName } from '../shared/log.ts';
import type { FailureEntry } from '../shared/ports.ts';
import { planReplay, type ReplayPlan, type ReplayPorts } from './plan-replay.ts';

export type { ReplayPorts } from './plan-replay.ts';

export interface ReplayOrder {
  readonly ids: readonly string[];
  readonly force: boolean;
  /** Of each entry, as whoever asks has seen it: what was replayed since is not replayed again. */
  readonly seenReplays?: number | undefined;
  readonly dryRun: boolean;
  readonly by: string;
}

/** Nobody else may replay an entry for so long: as long as this function may run. */
const TAKEN_MS = 60_000;

/** The function ends after 60 s; an entry takes some tens of milliseconds. */
const PATIENCE_MS = 45_000;

export async function replay(
  order: ReplayOrder,
  ports: ReplayPorts,
  settings: { readonly windowMs: number },
): Promise<OrderResult> {
  const untilMs = ports.clock.nowMs() + PATIENCE_MS;
  const entries: ReplayedEntry[] = [];
  for (const id of new Set(order.ids)) {
    const end =
      ports.clock.nowMs() < untilMs
        ? await replayEntry(id, order, ports, settings)
        : refused('There was no time left for it: replay it again.');
    entries.push({ id, ...end });
    logEntry(id, end, order, ports);
  }
  const ok = entries.every(({ outcome }) => outcome === 'replayed' || outcome === 'would_replay');
  return { ok, message: inWords(entries), details: { entries } };
}

/** An id that names no entry may be anything that somebody typed. */
function logEntry(id: string, { outcome }: End, { by, dryRun }: ReplayOrder, { log }: ReplayPorts): void {
  if (dryRun) return;
  const known = outcome === 'gone' ? undefined : id;
  log.write(outcome === 'replayed' ? 'info' : 'warn', { event: 'replay', id: known, outcome, by });
}

type End = Omit<ReplayedEntry, 'id'>;

const refused = (reason: string): End => ({ outcome: 'refused', reason });

/** One that cannot be replayed keeps no other from it. */
async function replayEntry(
  id: string,
  order: ReplayOrder,
  ports: ReplayPorts,
  settings: { readonly windowMs: number },
): Promise<End> {
  try {
    const entry = await ports.entries.load(id);
    if (!entry) return { outcome: 'gone', reason: 'It is not there: never was, has expired, or was erased.' };
    if (entry.replays > allowedReplays(order)) return refused(alreadyReplayed(entry));
    const number = entry.taken + 1;
    const nowMs = ports.clock.nowMs();
    const replaying = { name: replayId(entry.deliveryId, number), nowMs, force: order.force };
    const plan = await planReplay(entry, replaying, ports, settings);
    if (plan.kind === 'refused') return refused(plan.reason);
    if (order.dryRun) return { outcome: 'would_replay', reason: plan.reason };
    if (!(await ports.entries.take(id, { number, nowMs, untilMs: nowMs + TAKEN_MS })))
      return refused('Somebody else is replaying it.');
    return await carryOut(id, number, plan, order, ports);
  } catch (error) {
    return refused(`It could not be done just now (${errorName(error)}). It stays open: try again.`);
  }
}

async function carryOut(
  id: string,
  number: number,
  plan: ReplayPlan & { kind: 'ready' },
  { by }: ReplayOrder,
  { entries, clock }: ReplayPorts,
): Promise<End> {
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
    return refused(problem);
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

function inWords(entries: readonly ReplayedEntry[]): string {
  const [only] = entries;
  if (entries.length === 1 && only) return only.reason;
  const counts = Map.groupBy(entries, ({ outcome }) => outcome);
  const parts = [...counts].map(([outcome, { length }]) => `${length} ${IN_WORDS[outcome]}`);
  return `${parts.join(', ')}.`;
}

const IN_WORDS: Record<ReplayedEntry['outcome'], string> = {
  replayed: 'replayed',
  would_replay: 'would be replayed',
  refused: 'refused',
  gone: 'gone',
};
