// A queue's message as the worker sees it, and how long it stays hidden when it is handed back.
import type { ParkReason } from '../core/reason/reason.ts';

export interface Message {
  readonly id: string;
  /** The conversation. */
  readonly group: string;
  /** How often it was received, which is not how often it was attempted. */
  readonly receiveCount: number;
  readonly body: string;
}

/** A message to hand back to the queue, hidden for so long. */
export interface Retry {
  readonly id: string;
  readonly afterMs: number;
}

/** Why a message is parked, and after how many attempts. */
export interface Hopeless {
  readonly reason: ParkReason;
  readonly attempts: number;
}
