// The calls of a decision: which of them is next, by what is written of each.
//
// A call that a customer would see twice is written down before it begins. If its end is not known, it is not repeated until the
// platform's echo has had time to come in:
//
//   begun ──▶ done                                    it succeeded, or its echo came: the next call
//     └──▶ end not known ── 20 s without an echo ──┬── the source's echoes come in: it was not made, so it is made again
//                                                  └── they never have: it is left, and the decision ends as unconfirmed

import { SEND } from '../policy.ts';
import type { SentCall, Session } from './session.ts';

/** A call of the plan, as far as it matters for what may be sent. */
export interface PlannedCall {
  readonly name: string;
  readonly once?: true;
}

export type NextCall =
  | { readonly kind: 'call'; readonly name: string; readonly once: boolean }
  /** Its echo may still come. */
  | { readonly kind: 'listen'; readonly untilMs: number }
  | { readonly kind: 'none'; readonly unconfirmed: boolean };

/** What is to be done next about a decision whose lease is free. `echoes`: those of the source's calls come in. */
export function nextCall(
  plan: readonly PlannedCall[],
  sent: readonly SentCall[],
  { nowMs, echoes }: { readonly nowMs: number; readonly echoes: boolean },
): NextCall {
  let unconfirmed = false;
  for (const { name, once = false } of plan) {
    const before = sent.find((one) => one.name === name);
    if (before?.state === 'done') continue;
    if (before === undefined || !once) return { kind: 'call', name, once };
    const untilMs = listensUntilMs(before);
    if (nowMs < untilMs) return { kind: 'listen', untilMs };
    if (echoes) return { kind: 'call', name, once };
    unconfirmed = true;
  }
  return { kind: 'none', unconfirmed };
}

/** A call whose end nobody wrote may have taken effect at the end of its time. */
const listensUntilMs = ({ state, sinceMs }: SentCall): number =>
  sinceMs + (state === 'begun' ? SEND.callMs : 0) + SEND.echoMs;

export const withCall = (calls: readonly SentCall[], call: SentCall): SentCall[] => [
  ...calls.filter(({ name }) => name !== call.name),
  call,
];

export const withoutCall = (calls: readonly SentCall[], name: string): SentCall[] =>
  calls.filter((one) => one.name !== name);

/** Most decisions are one call that may be repeated: nothing is kept of it. */
export const keepingCalls = (calls: readonly SentCall[]): { calls?: SentCall[] } =>
  calls.length > 0 ? { calls: [...calls] } : {};

/** Whether it is not known of a call that it succeeded or had no effect. */
export function hasOpenCalls(session: Session | undefined): boolean {
  return sentCalls(session).some(({ state }) => state !== 'done');
}

export function sentCalls(session: Session | undefined): readonly SentCall[] {
  const progress = session?.cycle?.progress;
  return progress && 'update' in progress ? (progress.update?.calls ?? []) : [];
}

/** For the current decision. */
export function callsBegun(session: Session | undefined): number {
  const progress = session?.cycle?.progress;
  return progress && 'update' in progress ? (progress.update?.attempts ?? 0) : 0;
}
