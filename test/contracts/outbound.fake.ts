// Treble, as the wait machine calls it: answers as it is told and remembers every call. What an answer means is judged by
// the code that judges the real one's.

import type { Outbound, UpdateAnswer } from '../../functions/core/wait/outbound.ts';
import type { SessionKey } from '../../functions/core/wait/variables.ts';
import { judge } from '../../functions/platforms/treble/session-update.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface UpdateCall {
  readonly sessionId: string;
  readonly keys: readonly SessionKey[];
  readonly atMs: number;
}

export interface FakeOutbound extends Outbound {
  readonly calls: readonly UpdateCall[];
  /** How the next calls are answered, one after the other; then 200 again. */
  answer(...answers: Answering[]): void;
}

/** A status, no answer after so long, or whatever a test makes of the call. */
export type Answering = number | 'no_answer' | ((call: UpdateCall) => UpdateAnswer | Promise<UpdateAnswer>);

const TIMEOUT_MS = 8000;
export const SETTLE_MS = 30_000;

export function fakeOutbound(clock: Clock, settleMs = SETTLE_MS): FakeOutbound {
  const calls: UpdateCall[] = [];
  const script: Answering[] = [];
  return {
    platform: 'treble',
    destination: 'treble',
    judge: (answer, context) => judge(answer, { ...context, settleMs }),
    calls,
    answer: (...answers) => void script.push(...answers),
    async update(sessionId, keys) {
      const call = { sessionId, keys, atMs: clock.nowMs() };
      calls.push(call);
      const answering = script.shift() ?? 200;
      if (typeof answering === 'function') return answering(call);
      if (answering !== 'no_answer') return { kind: 'answer', status: answering, tookMs: 0 };
      await clock.sleep(TIMEOUT_MS);
      return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs: TIMEOUT_MS };
    },
  };
}
