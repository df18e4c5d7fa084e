// The fake of Treble's outbound adapter: it returns the answers that a test sets, and keeps every call. The real code
// judges the answers.

import type { SessionKey } from '../../functions/core/wait/answer.ts';
import type { Outbound, UpdateAnswer } from '../../functions/core/wait/outbound.ts';
import { judge } from '../../functions/platforms/treble/session-update.ts';
import type { Clock } from '../../functions/runtime/clock.ts';

export interface UpdateCall {
  readonly sessionId: string;
  readonly keys: readonly SessionKey[];
  readonly atMs: number;
}

export interface FakeOutbound extends Outbound {
  readonly calls: readonly UpdateCall[];
  /** The answers of the next calls, in this order; later calls get 200. */
  answer(...answers: NextAnswer[]): void;
}

/** A status, no answer within the timeout, or a function of the test. */
export type NextAnswer = number | 'no_answer' | ((call: UpdateCall) => UpdateAnswer | Promise<UpdateAnswer>);

const TIMEOUT_MS = 8000;
export const SETTLE_MS = 30_000;

export function fakeOutbound(clock: Clock, settleMs = SETTLE_MS): FakeOutbound {
  const calls: UpdateCall[] = [];
  const script: NextAnswer[] = [];
  return {
    platform: 'treble',
    destination: 'treble',
    judge: (answer, context) => judge(answer, { ...context, settleMs }),
    calls,
    answer: (...answers) => void script.push(...answers),
    async update(sessionId, keys) {
      const call = { sessionId, keys, atMs: clock.nowMs() };
      calls.push(call);
      const next = script.shift() ?? 200;
      if (typeof next === 'function') return next(call);
      if (next !== 'no_answer') return { kind: 'answer', status: next, tookMs: 0 };
      await clock.sleep(TIMEOUT_MS);
      return { kind: 'no_answer', problem: 'ETIMEDOUT', tookMs: TIMEOUT_MS };
    },
  };
}
