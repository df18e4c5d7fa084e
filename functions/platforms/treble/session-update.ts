// The call that continues a Treble conversation, and what its answers mean. Only the success is documented; the
// rest is what an HTTP API means by its statuses, kept tunable where nobody knows.
// https://help.treble.ai/en/api-reference/endpoints/session-update

import type { CallResult } from '../../core/wait/sending.ts';
import type { UpdateAnswer } from '../../core/wait/session-updater.ts';
import type { SessionKey } from '../../core/wait/variables.ts';
import { pathSegment } from './session-id.ts';

/** A call that takes longer has failed for us; whether it has for Treble nobody knows, so it is repeated. */
export const UPDATE_TIMEOUT_MS = 8000;

export function updatePath(sessionId: string): string {
  return `/session/${pathSegment(sessionId)}/update`;
}

export function updateBody(keys: readonly SessionKey[]): string {
  return JSON.stringify({ user_session_keys: keys.map(({ key, value }) => ({ key, value })) });
}

/** Calls made one after the other before the decision is left to the sweeper. */
export const QUICK_TRIES = 3;

export interface JudgeContext {
  /** Calls made so far for this decision, this one included. */
  readonly attempt: number;
  readonly nowMs: number;
  readonly receivedAtMs: number;
  readonly settleMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

/**
 * `configuration`: it is our settings that Treble refuses, so somebody must be told. `unwell`: it would have refused
 * any call, so its breaker counts it.
 */
export type Judgement = CallResult & { readonly configuration?: true; readonly unwell?: true };

/**
 * 401, 403 and redirects are our configuration: kept and tried again until somebody mends it. Any other 4xx may
 * only mean that the update has overtaken the flow (the conversation is not known, or does not stand still, yet),
 * so it is final only once the flow has had time to settle.
 */
export function judge(answer: UpdateAnswer, context: JudgeContext): Judgement {
  if (answer.kind === 'no_answer') return { ...retry(context), unwell: true };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: 'continued' };
  if (status < 400 || status === 401 || status === 403)
    return { ...retry(context, retryAfterMs), configuration: true, unwell: true };
  if (status === 408 || status === 429 || status >= 500)
    return { ...retry(context, retryAfterMs), unwell: true };
  if (context.nowMs < context.receivedAtMs + context.settleMs) return retry(context, retryAfterMs);
  return { kind: 'refused', reason: `treble_${status}` };
}

const MAX_RETRY_AFTER_MS = 3600_000;

function retry({ attempt, nowMs, random }: JudgeContext, retryAfterMs = 0): CallResult {
  const delayMs = Math.max(backoffMs(attempt, random), Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
  return { kind: 'retry', dueAtMs: nowMs + Math.round(delayMs) };
}

/**
 * Full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), over a floor that keeps
 * the quick tries from falling together: a conversation that is not there yet needs a moment.
 */
function backoffMs(attempt: number, random: number): number {
  if (attempt < QUICK_TRIES) return 250 * attempt + random * 1000 * attempt;
  return random * Math.min(600_000, 30_000 * 2 ** (attempt - QUICK_TRIES));
}
