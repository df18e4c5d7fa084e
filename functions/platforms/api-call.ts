// One call to a platform's API.
import { SEND } from '../core/policy.ts';
import type { CallAnswer } from '../core/wait/outbound.ts';
import type { Clock } from '../runtime/clock.ts';
import { type CallRequest, call, NoAnswerError } from '../runtime/http/client.ts';
import { readRetryAfter } from '../runtime/http/retry-after.ts';

export interface ApiRequest extends Pick<CallRequest, 'headers' | 'method' | 'once'> {
  /** Can have a path, and a slash at the end. */
  readonly baseUrl: string;
  /** Below it: `/session/…`, already encoded. */
  readonly path: string;
  /** JSON, or a text or bytes with their content-type in `headers`. */
  readonly body: object | string | Uint8Array;
  /** The platform's id of the message, in the body of a success. */
  readId?(answer: unknown): string | undefined;
}

/** An answer with an id is short. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Never throws: no answer is an answer too. */
export async function apiCall(
  { baseUrl, path, body, readId, headers, ...request }: ApiRequest,
  clock: Pick<Clock, 'nowMs'>,
): Promise<CallAnswer> {
  const startedAtMs = clock.nowMs();
  const tookMs = () => clock.nowMs() - startedAtMs;
  try {
    const origin = new URL(baseUrl);
    const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
    const answer = await call({
      ...request,
      origin,
      path: `${origin.pathname.replace(/\/+$/, '')}${path}`,
      headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
      body: isJson ? JSON.stringify(body) : body,
      timeoutMs: SEND.callMs,
      ...(readId && { maxAnswerBytes: MAX_ANSWER_BYTES }),
    });
    const retryAfterMs = readRetryAfter(answer, clock.nowMs());
    const id = readId?.(parse(answer.body));
    return {
      kind: 'answer',
      status: answer.status,
      tookMs: tookMs(),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(id !== undefined && { id }),
    };
  } catch (error) {
    const problem = error instanceof NoAnswerError ? error.code : 'unknown';
    return { kind: 'no_answer', problem, tookMs: tookMs() };
  }
}

function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
