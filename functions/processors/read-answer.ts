// Interprets the answer of a processor. docs/answering.md documents what it may carry, docs/writing-a-processor.md the rest.
//
//   200 {"keys":…} or {"user_session_keys":…}, {"reply":…}, {"intent":…}, {"handoff":…}, {"note":…}   the result
//   204                                                                          no variables: continue
//   202                                                                          will call back
//   3xx                                                                          final failure: events go only to
//                                                                                configured addresses
//   4xx except 408 and 429                                                       final failure
//   429                                                                          try again, when Retry-After says
//   other statuses                                                               try again
import type { ProcessorAnswer, Retry } from './processor.ts';
import { type BadResult, readResult } from './read-result.ts';

export interface ProcessorResponse {
  readonly status: number;
  /** Undefined if it is too long or not UTF-8. */
  readonly body: string | undefined;
  /** Of the header `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
}

export function readAnswer({ status, body, retryAfterMs }: ProcessorResponse): ProcessorAnswer {
  if (status === 204) return { kind: 'done', keys: [] };
  if (status === 202) return { kind: 'accepted' };
  if (status === 200) return readDone(body);
  if (status >= 300 && status < 400) return { kind: 'failed', reason: 'processor_redirected' };
  if (status === 429)
    return { ...AGAIN, throttled: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const givesUp = status >= 400 && status < 500 && status !== 408;
  return givesUp ? { kind: 'failed', reason: 'processor_rejected' } : AGAIN;
}

/** Without an answer. `code`: of {NoAnswerError}. */
export function readNoAnswer(code: string): Retry {
  const late = code === 'ETIMEDOUT' || code === 'ABORTED';
  return { kind: 'retry', reason: late ? 'processor_timeout' : 'processor_unreachable' };
}

const AGAIN: Retry = { kind: 'retry', reason: 'processor_error' };

/** A 200 with an invalid body must not count as an approval. */
function readDone(body: string | undefined): ProcessorAnswer {
  const result = body === undefined ? TOO_LONG : readResult(body);
  if ('problem' in result) return { kind: 'failed', reason: 'processor_bad_answer', problem: result.problem };
  return { kind: 'done', ...result };
}

const TOO_LONG: BadResult = { kind: 'too_large', problem: 'it is longer than 256 KiB, or not in UTF-8' };
