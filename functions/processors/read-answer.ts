// Interprets the answer of a processor. docs/writing-a-processor.md documents the contract.
//
//   200 {"user_session_keys":[{"key","value"}]} or {"keys":{"name":"value"}}   the result
//   204                                                                          no variables: continue
//   202                                                                          will call back
//   3xx                                                                          final failure: events go only to
//                                                                                configured addresses
//   4xx except 408 and 429                                                       final failure
//   429                                                                          try again, when Retry-After says
//   other statuses                                                               try again
import { canBeStored, type SessionKey } from '../core/wait/variables.ts';
import { asObject, parseAsWritten } from './json-as-written.ts';
import type { ProcessorAnswer, Retry } from './processor.ts';

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
  if (status === 200) return readResult(body);
  if (status >= 300 && status < 400) return { kind: 'failed', reason: 'processor_redirected' };
  if (status === 429)
    return { ...AGAIN, throttled: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  const givesUp = status >= 400 && status < 500 && status !== 408;
  return givesUp ? { kind: 'failed', reason: 'processor_rejected' } : AGAIN;
}

const AGAIN: Retry = { kind: 'retry', reason: 'processor_error' };

/** A 200 with an invalid body must not count as an approval. */
const INVALID: ProcessorAnswer = { kind: 'failed', reason: 'processor_bad_answer' };

function readResult(body: string | undefined): ProcessorAnswer {
  const keys = body === undefined ? 'bad_result' : readResultKeys(body);
  return typeof keys === 'string' ? INVALID : { kind: 'done', keys };
}

/** The variables of a result, or why there are none: it is invalid, or too large for a session. */
export function readResultKeys(text: string): SessionKey[] | 'bad_result' | 'too_large' {
  const keys = readKeys(asObject(parseAsWritten(text)));
  if (!keys) return 'bad_result';
  return canBeStored(keys) ? keys : 'too_large';
}

function readKeys(answer: object | undefined): SessionKey[] | undefined {
  if (!answer) return undefined;
  if ('user_session_keys' in answer) return readList(answer.user_session_keys);
  if ('keys' in answer) return readMap(asObject(answer.keys));
  return undefined;
}

function readList(list: unknown): SessionKey[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const keys: SessionKey[] = [];
  for (const item of list) {
    if (typeof item?.key !== 'string' || item.key === '') return undefined;
    keys.push({ key: item.key, value: asText(item.value) });
  }
  return keys;
}

function readMap(map: object | undefined): SessionKey[] | undefined {
  if (!map || Object.hasOwn(map, '')) return undefined;
  return Object.entries(map).map(([key, value]) => ({ key, value: asText(value) }));
}

/** Treble accepts strings: other values become JSON, a missing value becomes empty. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
