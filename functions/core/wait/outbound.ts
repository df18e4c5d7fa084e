// The side of a platform that continues its conversations, as the wait machine knows it. Each platform's folder makes one.
import type { CallRefusal } from '../reason/reason.ts';
import type { Decision, Session } from './session.ts';

/** Finds who continues a session's conversation. */
export interface Outbounds {
  /** @throws when the settings or the key of its source cannot be read now. */
  of(session: Session): Promise<Outbound>;
}

/** For one session. */
export interface Outbound {
  /** The platform's name, for the error log. */
  readonly platform: string;
  /** The name that breaker, statistics and logs use. */
  readonly destination: string;
  /** The platform's mark of the visit, where a new one ends a hand-over. */
  readonly visit?: string;
  /** Pure, and the same each time for one decision and one state of the settings. */
  plan(decision: Decision): Plan;
}

export interface Plan {
  /** The calls that carry the decision, in order. None: nothing is said. */
  readonly calls: readonly OutboundCall[];
  /** Fields of the answer that the platform, or this source's settings, cannot carry out. */
  readonly ignored?: readonly string[];
}

export interface OutboundCall {
  /** Unique in the plan: `reply.0`. */
  readonly name: string;
  /** The customer would see a repetition: it is not repeated while it may have taken effect. */
  readonly once?: true;
  /** What the platform's echo of it says, where it says a text. */
  readonly text?: string;
  /** Once it is done, a person has the conversation. */
  readonly handsOver?: true;
  /** Makes one call, bounded in time. Never throws: no answer is an answer too. */
  make(): Promise<CallAnswer>;
  /** What an answer means. Pure. */
  judge(answer: CallAnswer, context: JudgeContext): Judgement;
}

export type CallAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfterMs?: number;
      /** The platform's id of the message, where it gives one. */
      readonly id?: string;
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
  | { readonly kind: 'done' }
  /** It had no effect, or may be repeated. */
  | { readonly kind: 'retry'; readonly dueAtMs: number }
  /** Whether it had an effect is not known, and a repetition would be seen. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly reason: CallRefusal };

/**
 * `configuration`: the platform refuses our settings, so an operator must know. `health`: what the call says about the
 * platform; without it the call was answered; `unknown`: no call was made. `throttled`: it takes fewer calls than we
 * make.
 */
export type Judgement = SendResult & {
  readonly configuration?: true;
  readonly health?: 'failed' | 'hung' | 'unknown';
  readonly throttled?: true;
};

/** The name of the destination: Treble has one API for all; elsewhere each source has its own account and key. */
export function destinationOf({ message, cycle }: Session): string {
  return message ? `${message.platform}/${cycle?.source ?? 'unknown'}` : 'treble';
}
