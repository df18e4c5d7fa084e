// A message of a queue as the worker gets it, and how long it stays hidden when it is returned.
import type { WhyParked } from '../core/error-log/park.ts';
import type { Place } from './processor-caller.ts';

export interface Message {
  readonly id: string;
  /** The conversation. */
  readonly group: string;
  /** How often it was received. It may have been attempted less often. */
  readonly receiveCount: number;
  /** The sweeper has requeued it from its conversation's backlog. */
  readonly requeued?: boolean;
  readonly body: string;
}

/** A message to return to the queue, hidden for `afterMs`. */
export interface Retry {
  readonly id: string;
  readonly afterMs: number;
}

/** Tells that these messages have ended, and which of them must come back. */
export type MessagesEnded = (messages: readonly Message[], retries: readonly Retry[]) => void;

/** Returns the messages that must come back. `ended` is told of each conversation's as soon as they have ended. */
export type MessagesWorker = (
  messages: readonly Message[],
  invocation: Invocation,
  ended?: MessagesEnded,
) => Promise<Retry[]>;

/** One run of the worker. */
export interface Invocation {
  readonly place: Place;
  /** When the function ends. */
  readonly endsAtMs: number;
}

/** Why a message is parked, and after how many attempts. */
export type Hopeless = WhyParked;
