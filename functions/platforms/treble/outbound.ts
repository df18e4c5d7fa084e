// Sends the session update that continues a Treble conversation. session-update.ts interprets the answers.
import { SEND } from '../../core/policy.ts';
import type { Outbound } from '../../core/wait/outbound.ts';
import type { Clock } from '../../runtime/clock.ts';
import { NoAnswerError, post } from '../../runtime/http/client.ts';
import { readRetryAfter } from '../../runtime/http/retry-after.ts';
import { judge, updateBody, updatePath } from './session-update.ts';

export interface TrebleOptions {
  /** Can have a path, and a slash at the end. */
  readonly baseUrl: string;
  readonly settleMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function trebleOutbound({ baseUrl, settleMs, clock }: TrebleOptions): Outbound {
  const origin = new URL(baseUrl);
  const prefix = origin.pathname.replace(/\/+$/, '');
  return {
    platform: 'treble',
    destination: 'treble',
    judge: (answer, context) => judge(answer, { ...context, settleMs }),
    async update(sessionId, keys) {
      const startedAtMs = clock.nowMs();
      const tookMs = () => clock.nowMs() - startedAtMs;
      try {
        const path = `${prefix}${updatePath(sessionId)}`;
        const answer = await post({ origin, path, body: updateBody(keys), timeoutMs: SEND.callMs });
        const retryAfterMs = readRetryAfter(answer, clock.nowMs());
        return {
          kind: 'answer',
          status: answer.status,
          tookMs: tookMs(),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        };
      } catch (error) {
        const problem = error instanceof NoAnswerError ? error.code : 'unknown';
        return { kind: 'no_answer', problem, tookMs: tookMs() };
      }
    },
  };
}
