import type { SessionKey } from './variables.ts';

export interface SessionUpdater {
  /** One call, bounded in time. Never throws: a call that got no answer is an answer too. */
  update(sessionId: string, keys: readonly SessionKey[]): Promise<UpdateAnswer>;
}

export type UpdateAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterMs?: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'no_answer'; readonly problem: string; readonly tookMs: number };
