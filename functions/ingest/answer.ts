// The answers to a platform.
import { type ApiAnswer, jsonAnswer } from '../runtime/http/json-answer.ts';

/** Nothing else in the body: Treble turns its fields into session variables. */
export const acknowledged = (): ApiAnswer => jsonAnswer(200, {});

/** For a person who opens the URL in a browser to check it. */
export const described = (source: string): ApiAnswer => jsonAnswer(200, { source });

export type Refusal =
  | 'not_found'
  | 'method_not_allowed'
  | 'unauthorized'
  | 'too_large'
  | 'unsupported_media_type'
  | 'not_json'
  | 'unavailable';

const REFUSALS: Record<Refusal, { status: number; message: string; headers?: Record<string, string> }> = {
  not_found: {
    status: 404,
    message: 'There is no such source. Copy the webhook URL again: npx acuse urls prints it.',
  },
  method_not_allowed: {
    status: 405,
    message: 'Webhooks are taken by POST.',
    headers: { allow: 'POST, GET' },
  },
  // The answer does not say which check failed: that would help an attacker.
  unauthorized: { status: 401, message: 'Unauthorized' },
  too_large: { status: 413, message: 'The body is larger than this source takes.' },
  unsupported_media_type: {
    status: 415,
    message: 'The body is not JSON, nor is its content-type. Send application/json.',
  },
  not_json: { status: 400, message: 'The body is not JSON in UTF-8.' },
  unavailable: {
    status: 503,
    message: 'The delivery could not be stored. Send it again.',
    headers: { 'retry-after': '5' },
  },
};

export function refusedWebhook(refusal: Refusal, status = REFUSALS[refusal].status): ApiAnswer {
  const { message, headers } = REFUSALS[refusal];
  return jsonAnswer(status, { error: refusal, message }, headers);
}

/**
 * The status where a delivery to an agent bot could not be stored: Chatwoot sends it again, three times, only after 429
 * and 500.
 * https://github.com/chatwoot/chatwoot/blob/develop/lib/webhooks/trigger.rb
 */
export const UNAVAILABLE_TO_AGENT_BOT = 500;
