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
  readonly body?: object | string | Uint8Array;
  /** Where something came before it: the end of the time that a call has. */
  readonly endsAtMs?: number;
  /** The id in the body of an answer. */
  readId?(answer: unknown): string | undefined;
}

/** An answer with an id is short. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** The problem of a call that could not even begin: its address or key cannot be written in a request. */
export const NOT_MADE = 'not_made';

/** Never throws: no answer is an answer too. */
export async function apiCall(
  { baseUrl, path, body, endsAtMs, readId, headers, ...request }: ApiRequest,
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
      timeoutMs: endsAtMs === undefined ? SEND.callMs : endsAtMs - startedAtMs,
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
    const problem = error instanceof NoAnswerError ? error.code : NOT_MADE;
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

/** An id as one path segment of a URL. `.` and `..` have a special meaning there, so they are escaped too. */
export function pathSegment(id: string): string {
  const encoded = encodeURIComponent(id);
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
