// The session updater's twin: a Treble that answers as it is told and remembers every call.

import type { SessionUpdater, UpdateAnswer } from '../../functions/core/wait/session-updater.ts';
import type { SessionKey } from '../../functions/core/wait/variables.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface UpdateCall {
  readonly sessionId: string;
  readonly keys: readonly SessionKey[];
  readonly atMs: number;
}

export interface ScriptedUpdater extends SessionUpdater {
  readonly calls: readonly UpdateCall[];
  /** How the next calls are answered, one after the other; then 200 again. */
  answer(...answers: Answering[]): void;
}

/** A status, no answer after so long, or whatever a test makes of the call. */
export type Answering = number | 'no_answer' | ((call: UpdateCall) => UpdateAnswer | Promise<UpdateAnswer>);

const PATIENCE_MS = 8000;

export function scriptedUpdater(clock: Clock): ScriptedUpdater {
  const calls: UpdateCall[] = [];
  const script: Answering[] = [];
  return {
    calls,
    answer: (...answers) => void script.push(...answers),
    async update(sessionId, keys) {
      const call = { sessionId, keys, atMs: clock.nowMs() };
      calls.push(call);
      const answering = script.shift() ?? 200;
      if (typeof answering === 'function') return answering(call);
      if (answering !== 'no_answer') return { kind: 'answer', status: answering, tookMs: 0 };
      await clock.sleep(PATIENCE_MS);
      return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs: PATIENCE_MS };
    },
  };
}
