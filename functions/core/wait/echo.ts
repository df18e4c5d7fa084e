// Echoes: a platform's own webhooks about the messages that we sent. An echo proves that a call took effect, and tells how far its
// message has come.

import { sentCalls } from './planned-calls.ts';
import { type Cycle, hasEnded, type SentCall, type Session, type Step } from './session.ts';

export type EchoStatus = NonNullable<SentCall['echo']>;

/** What a platform's webhook says about a message of ours, or of somebody else. */
export interface Echo {
  /** What we had put into the call: names it exactly. */
  readonly marker?: string;
  /** The platform's id of the message. */
  readonly id?: string;
  readonly text?: string;
  readonly status: EchoStatus;
}

/** Names of calls that bring a message to the customer. Only these have echoes that count. */
export const replyName = (at: number): string => `reply.${at}`;
const isReply = ({ name }: Pick<SentCall, 'name'>): boolean => name.startsWith('reply.');

const PREFIX = 'acuse:';

/** Goes with a call, and comes back in its echo: `acuse:<reference>:<call>`, at most 64 characters. It names nobody. */
export const markerOf = (ref: string, call: string): string => `${PREFIX}${ref}:${call}`;

export function readMarker(marker: string): { readonly ref: string; readonly call: string } | undefined {
  const [, ref, call] = /^acuse:([\w-]{1,64}):([a-z]+(?:\.\d+)?)$/.exec(marker) ?? [];
  return ref !== undefined && call !== undefined ? { ref, call } : undefined;
}

export interface ReceivedEcho extends Pick<Echo, 'status'> {
  readonly id?: string | undefined;
  /** The name of the call. */
  readonly call: string;
  readonly nowMs: number;
}

export type EchoOutcome =
  | {
      readonly kind: 'recorded';
      readonly cycle: Cycle;
      /** With it all messages of the answer are confirmed. */
      readonly confirms: boolean;
      /** The decision waited for it: it may go on. */
      readonly goesOn: boolean;
      /** The channel did not bring the message to the customer. */
      readonly undelivered: boolean;
    }
  /** It says nothing new. */
  | { readonly kind: 'known' }
  /** It is not of this session. */
  | { readonly kind: 'other' };

/** All messages of the answer have come back, and nothing is left to send. */
export function isConfirmed(session: Session | undefined): boolean {
  const replies = sentCalls(session).filter(isReply);
  const isOver = session?.cycle?.progress.state === 'continued';
  return isOver && replies.length > 0 && replies.every(({ echo }) => echo !== undefined && echo !== 'failed');
}

/** An echo counts in every state: it may come before the answer to its call, and long after the end. */
export function recordEcho(session: Session | undefined, echo: ReceivedEcho): Step<EchoOutcome> {
  const cycle = session?.cycle;
  if (!session || !cycle) return { outcome: { kind: 'other' } };
  const { progress } = cycle;
  if (!('update' in progress) || !progress.update) return { outcome: { kind: 'other' } };
  const calls = progress.update.calls ?? [];
  const before = calls.find(({ name }) => name === echo.call);
  if (before?.id !== undefined && echo.id !== undefined && before.id !== echo.id)
    return { outcome: { kind: 'other' } };
  const status = later(before?.echo, echo.status);
  if (before?.state === 'done' && before.echo === status) return { outcome: { kind: 'known' } };
  const id = before?.id ?? echo.id;
  const done: SentCall = {
    name: echo.call,
    state: 'done',
    sinceMs: before?.sinceMs ?? echo.nowMs,
    ...(id !== undefined && { id }),
    echo: status,
  };
  const goesOn = progress.state === 'decided' && before?.state !== 'done';
  const update = {
    ...progress.update,
    calls: [...calls.filter(({ name }) => name !== echo.call), done],
    ...(goesOn && { dueAtMs: Math.min(progress.update.dueAtMs, echo.nowMs) }),
  };
  const echoed: Cycle = { ...cycle, progress: { ...progress, update } };
  const next: Session = { ...session, cycle: echoed };
  return {
    outcome: {
      kind: 'recorded',
      cycle: echoed,
      confirms: isConfirmed(next) && !isConfirmed(session),
      goesOn,
      undelivered: status === 'failed' && hasEnded(cycle),
    },
    next,
  };
}

const ORDER: readonly EchoStatus[] = ['sent', 'delivered', 'read', 'failed'];

/** Webhooks overtake each other. */
function later(before: EchoStatus | undefined, status: EchoStatus): EchoStatus {
  return before !== undefined && ORDER.indexOf(before) > ORDER.indexOf(status) ? before : status;
}
