// What every platform's outbound side is made from, and what of a decision it carries out.
import type { Source } from '../core/source/source.ts';
import { type Answer, answerFields, RESERVED_PREFIX } from '../core/wait/answer.ts';
import { isSilent } from '../core/wait/decision.ts';
import type { Outbound, OutboundCall } from '../core/wait/outbound.ts';
import type { Paces } from '../core/wait/pace.ts';
import type { Decision } from '../core/wait/session.ts';
import type { Clock } from '../runtime/clock.ts';

export interface AnsweringContext {
  /** The session's: names the calls' echoes. */
  readonly ref: string;
  /** Where the answer goes, as this platform's inbound side wrote it. */
  readonly address: string;
  /** Can have a path, and a slash at the end. Empty: not known. */
  readonly baseUrl: string;
  readonly destination: string;
  /** Absent: the source has none. */
  readonly apiKey?: string | undefined;
  readonly source?: AnsweringSettings | undefined;
  /** So long after receipt a 4xx may mean that the call came before the conversation was ready. */
  readonly settleMs: number;
  readonly clock: Clock;
  /** Shared by all outbounds of this process. */
  readonly paces: Paces;
}

export type AnsweringSettings = Pick<Source, 'fallback' | 'handoffIntent'>;

export type MakeOutbound = (context: AnsweringContext) => Outbound;

/**
 * What is said in a conversation whose messages are answered: the answer, or, without a result, the source's fallback.
 * Undefined: nothing. The variables include ours.
 */
export function answerOf(decision: Decision, source: AnsweringSettings | undefined): Answer | undefined {
  if (isSilent(decision)) return undefined;
  if (decision.cause === 'done') return answerFields(decision);
  const { fallback } = source ?? {};
  if (!fallback) return undefined;
  return {
    keys: decision.keys,
    ...(fallback.reply !== undefined && { reply: [{ text: fallback.reply }] }),
    ...(fallback.intent !== undefined && { intent: fallback.intent }),
    ...(fallback.handoff && { handoff: fallback.handoff }),
  };
}

/** Whether there are variables besides ours. */
export const hasOwnVariables = ({ keys }: Pick<Answer, 'keys'>): boolean =>
  keys.some(({ key }) => !key.startsWith(RESERVED_PREFIX));

/**
 * Without a key or an address nothing can be called. The decision is kept, and replayed when an operator has set them.
 */
export const withoutKey = (calls: readonly OutboundCall[]): readonly OutboundCall[] =>
  calls.map((call) => ({
    ...call,
    make: async () => ({ kind: 'no_answer', problem: 'no_api_key', tookMs: 0 }),
    judge: () => ({ kind: 'refused', reason: 'no_api_key', health: 'unknown' }),
  }));
