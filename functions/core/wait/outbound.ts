// The side of a platform that continues its conversations, as the wait machine knows it. Each platform's folder makes one.
import type { PlatformRefusal } from '../reason/reason.ts';
import type { SessionKey } from './variables.ts';

export interface Outbound {
  /** The platform's name, for the error log. */
  readonly platform: string;
  /** The name that breaker, statistics and logs use. */
  readonly destination: string;
  /** Makes one call, bounded in time. Never throws: no answer is an answer too. */
  update(sessionId: string, keys: readonly SessionKey[]): Promise<UpdateAnswer>;
  /** What an answer means. Pure. */
  judge(answer: UpdateAnswer, context: JudgeContext): Judgement;
}

export type UpdateAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterMs?: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'no_answer'; readonly problem: string; readonly tookMs: number };

export interface JudgeContext {
  /** Calls made so far for this decision, this one included. */
  readonly attempt: number;
  readonly nowMs: number;
  readonly receivedAtMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

export type SendResult =
  | { readonly kind: 'continued' }
  | { readonly kind: 'retry'; readonly dueAtMs: number }
  | { readonly kind: 'refused'; readonly reason: PlatformRefusal };

/**
 * `configuration`: the platform refuses our settings, so an operator must know. `health`: what the call says about the
 * platform; without it the call was answered. `throttled`: it takes fewer calls than we make.
 */
export type Judgement = SendResult & {
  readonly configuration?: true;
  readonly health?: 'failed' | 'hung';
  readonly throttled?: true;
};
