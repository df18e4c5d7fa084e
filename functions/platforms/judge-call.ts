// What the answer to a call of Botmaker or Trino AI means. Neither takes an id that makes a repetition harmless. So a
// call that a customer would see twice is repeated only where it certainly had no effect.
//
//   2xx                               done
//   3xx, 401, 403                     the address or the key is wrong: kept, until an operator corrects it
//   429; no turn within its rate      nothing was done: later
//   nothing was sent (no address, connection refused)    later
//   408, 5xx, no answer               nobody knows: `unknown` if it may be made once only, else later
//   other 4xx                         refused at once: the webhook came from this conversation, so it exists
import type { CallAnswer, JudgeContext, Judgement } from '../core/wait/outbound.ts';
import { NOT_MADE } from './api-call.ts';
import { retryCall, retryThrottled } from './retry-call.ts';

export interface JudgedCall {
  /** The platform's name. */
  readonly platform: string;
  readonly once?: true | undefined;
}

/** There was no turn for the call within its rate, or no room for its file. */
export const NO_TURN = 'no_turn';

/**
 * Codes of Node for a connection that never came about. A certificate that is not accepted ends it before the request
 * too.
 */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$|CERT|UNABLE_TO_/;

export function judgeCall(
  answer: CallAnswer,
  context: JudgeContext,
  { platform, once }: JudgedCall,
): Judgement {
  if (answer.kind === 'no_answer') {
    const { problem } = answer;
    if (problem === NO_TURN) return { ...retryThrottled(context), throttled: true, health: 'unknown' };
    if (problem === NOT_MADE) return { ...retryCall(context), configuration: true, health: 'failed' };
    const health = problem === 'ETIMEDOUT' ? 'hung' : 'failed';
    return once && !NOT_SENT.test(problem) ? { kind: 'unknown', health } : { ...retryCall(context), health };
  }
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status < 400 || status === 401 || status === 403)
    return { ...retryCall(context, retryAfterMs), configuration: true, health: 'failed' };
  if (status === 429) return { ...retryThrottled(context, retryAfterMs), throttled: true };
  if (status === 408 || status >= 500)
    return once
      ? { kind: 'unknown', health: 'failed' }
      : { ...retryCall(context, retryAfterMs), health: 'failed' };
  return { kind: 'refused', reason: `${platform}_${status}` };
}
