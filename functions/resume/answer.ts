// The answers to a processor that posts a result. Every answer says whether to post it again: only after a 503.
import type { Gone } from '../core/wait/resumption.ts';
import { type ApiAnswer, jsonAnswer } from '../runtime/http/json-answer.ts';

export const accepted = (): ApiAnswer =>
  jsonAnswer(200, { outcome: 'accepted', message: 'The conversation goes on with this result.' });

export const repeated = (): ApiAnswer =>
  jsonAnswer(200, {
    outcome: 'repeat',
    message: 'A result was posted here before, and it decided. Nothing has changed.',
  });

const GONE: Record<Gone, string> = {
  deadline: 'The deadline has passed: the conversation goes on, or has gone on, with the fallback variables.',
  superseded: 'The conversation has moved on: a later message of the customer has taken this wait’s place.',
  decided: 'The conversation goes on, or has gone on, with another decision.',
  closed: 'The customer has opted out: the conversation is not continued.',
};

const GONE_ERRORS: Record<Gone, string> = {
  deadline: 'deadline_passed',
  superseded: 'superseded',
  decided: 'already_decided',
  closed: 'opted_out',
};

export const gone = (reason: Gone): ApiAnswer =>
  jsonAnswer(410, { error: GONE_ERRORS[reason], message: GONE[reason] });

const REFUSALS = {
  not_found: { status: 404, message: 'No wait has this address. Use the resumeurl of the event as it is.' },
  method_not_allowed: { status: 405, message: 'Post the result.', headers: { allow: 'POST' } },
  too_large: {
    status: 413,
    message:
      'A result has at most 256 KiB as it is posted, and once more as it is stored, a list of {"key","value"}. Post fewer or shorter variables: a link in place of what is long.',
  },
  no_result: {
    status: 400,
    message: 'The body is empty, so nothing is decided. Post {"keys":{}} to go on without variables.',
  },
  bad_result: {
    status: 400,
    message:
      'Post {"keys":{"name":"value"}}, {"user_session_keys":[{"key":"name","value":"value"}]} or {"reply":"…"}, in UTF-8.',
  },
  unavailable: {
    status: 503,
    message: 'The result could not be stored just now. Post it again.',
    headers: { 'retry-after': '5' },
  },
} satisfies Record<string, { status: number; message: string; headers?: Record<string, string> }>;

/** `problem`: what is wrong with the result. */
export function refusedResult(refusal: keyof typeof REFUSALS, problem?: string): ApiAnswer {
  const { status, message, headers }: { status: number; message: string; headers?: Record<string, string> } =
    REFUSALS[refusal];
  const body = { error: refusal, message, ...(problem !== undefined && { problem }) };
  return jsonAnswer(status, body, headers);
}
