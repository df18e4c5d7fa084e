// The story of each cycle, from the history alone.
import type { Cycle, Decision } from '../../../functions/core/wait/session.ts';
import type { Call, History, Write } from './history.ts';

export interface Attempt {
  /** The index of the write that took the lease. */
  readonly write: number;
  readonly owner: string;
  readonly untilMs: number;
  readonly calls: Call[];
}

export interface CycleStory {
  readonly ref: string;
  readonly sessionId: string;
  readonly number: number;
  readonly deliveryId: string;
  readonly opened: number;
  /** The index of the write that ended it or opened the next one. */
  readonly over?: number;
  readonly decisions: readonly Decision[];
  readonly attempts: readonly Attempt[];
  readonly states: readonly { readonly write: number; readonly cycle: Cycle }[];
}

export interface Cycles {
  readonly cycles: readonly CycleStory[];
  /** Calls without a lease. */
  readonly stray: readonly Call[];
}

interface Draft extends CycleStory {
  over?: number;
  decisions: Decision[];
  attempts: Attempt[];
  states: { write: number; cycle: Cycle }[];
}

export function cyclesOf({ writes, calls }: History): Cycles {
  const cycles: Draft[] = [];
  for (const [at, write] of writes.entries()) readWrite(at, write, cycles);
  const stray = calls.filter((call) => {
    const attempts = cycles
      .filter(({ sessionId }) => sessionId === call.sessionId)
      .flatMap((c) => c.attempts);
    const attempt = attempts.findLast(({ owner, write }) => owner === call.owner && write < call.writes);
    attempt?.calls.push(call);
    return !attempt;
  });
  return { cycles, stray };
}

function readWrite(at: number, { owner, before, after }: Write, cycles: Draft[]): void {
  const { cycle, ref, sessionId } = after;
  if (!cycle) return;
  let story = cycles.findLast((one) => one.ref === ref);
  if (story?.deliveryId !== cycle.deliveryId) {
    if (story && story.over === undefined) story.over = at;
    const { number, deliveryId } = cycle;
    story = { ref, sessionId, number, deliveryId, opened: at, decisions: [], attempts: [], states: [] };
    cycles.push(story);
  }
  story.states.push({ write: at, cycle });
  const { progress } = cycle;
  if ('decision' in progress && progress.decision) story.decisions.push(progress.decision);
  if ('ending' in progress) story.over ??= at;
  const attempts =
    before?.cycle && 'update' in before.cycle.progress ? before.cycle.progress.update?.attempts : 0;
  if (progress.state === 'sending' && progress.update.attempts !== attempts) {
    story.attempts.push({ write: at, owner, untilMs: progress.lease.untilMs, calls: [] });
  }
}
