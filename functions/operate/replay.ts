// Replays parked deliveries, one after the other, in the order of the command. Each replay is first begun, so that two
// operators never replay the same entry, then sent, then marked. An entry that could not be sent stays open.
import type { CommandResult } from '../core/command/command.ts';
import { replayId } from '../core/delivery/replay-id.ts';
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import { COMMAND } from '../core/policy.ts';
import { errorName } from '../runtime/log.ts';
import { type EntriesCommand, type EntryEnd, eachEntry, GONE, refusedEntry } from './each-entry.ts';
import { planReplay, type ReplayPlan, type ReplayPorts } from './plan-replay.ts';

export type { ReplayPorts } from './plan-replay.ts';

export interface ReplayCommand extends EntriesCommand {
  readonly force: boolean;
  /** How many replays of each entry the operator saw. An entry that was replayed since then is not replayed again. */
  readonly seenReplays?: number | undefined;
}

export function replayer(ports: ReplayPorts, settings: { readonly windowMs: number }) {
  const { entries, clock, log } = ports;

  async function replayEntry(id: string, command: ReplayCommand): Promise<EntryEnd> {
    const entry = await entries.load(id);
    if (!entry) return GONE;
    if (entry.replays > allowedReplays(command)) return refusedEntry(alreadyReplayed(entry));
    const number = (entry.replaysBegun ?? 0) + 1;
    const nowMs = clock.nowMs();
    const request = { name: replayId(entry.deliveryId, number), nowMs, force: command.force };
    const plan = await planReplay(entry, request, ports, settings);
    if (plan.kind === 'refused') return refusedEntry(plan.reason);
    if (command.dryRun) return { outcome: 'would_replay', reason: plan.reason };
    if (!(await entries.beginReplay(id, { number, nowMs, untilMs: nowMs + COMMAND.replayMs })))
      return refusedEntry('Another operator is replaying it.');
    const problem = await sendOrCancel(id, number, plan);
    if (problem !== undefined) return refusedEntry(problem);
    return markReplayed(id, plan.reason, command.by);
  }

  /** @throws when sending fails. Then the queue may have it or not, so the next replay has another number. */
  async function sendOrCancel(id: string, number: number, plan: ReadyPlan): Promise<string | undefined> {
    try {
      const problem = await plan.send();
      if (problem !== undefined) await entries.cancelReplay(id, number);
      return problem;
    } catch (error) {
      await entries.cancelReplay(id, number);
      throw error;
    }
  }

  /** The entry has been sent. If marking fails, the answer says so, so that nobody sends it again. */
  async function markReplayed(id: string, reason: string, by: string): Promise<EntryEnd> {
    try {
      await entries.markReplayed(id, { atMs: clock.nowMs(), by });
      return { outcome: 'replayed', reason };
    } catch (error) {
      log.write('error', { event: 'replay_not_marked', id, error: errorName(error) });
      return {
        outcome: 'replayed',
        reason: `${reason} That it was replayed could not be written (${errorName(error)}), so it is still listed as open: do not replay it again, dismiss it.`,
      };
    }
  }

  return (command: ReplayCommand): Promise<CommandResult> =>
    eachEntry(command, ports, (id) => replayEntry(id, command));
}

type ReadyPlan = Extract<ReplayPlan, { kind: 'ready' }>;

const allowedReplays = ({ force, seenReplays }: ReplayCommand): number =>
  force ? (seenReplays ?? Number.POSITIVE_INFINITY) : 0;

function alreadyReplayed({ replayedAtMs = 0 }: ErrorLogEntry): string {
  const when = new Date(replayedAtMs).toISOString();
  return `It was replayed already, at ${when}; what failed then has an entry of its own. To do it once more, force it.`;
}
