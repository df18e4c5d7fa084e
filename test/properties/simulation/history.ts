// The history of a simulation, recorded independently of the code: every write, every call to Treble, every attempt of
// the processor, every delivery. The promises are checked against it.

import type { Session } from '../../../functions/core/wait/session.ts';
import type { SessionKey } from '../../../functions/core/wait/variables.ts';

export interface Write {
  readonly atMs: number;
  readonly owner: string;
  readonly before: Session | undefined;
  readonly after: Session;
}

export interface Call {
  readonly atMs: number;
  readonly owner: string;
  readonly sessionId: string;
  readonly keys: readonly SessionKey[];
  /** The number of writes before its start. */
  readonly writes: number;
  status?: number;
  /** The time of the answer; absent when the caller crashed. */
  answeredAtMs?: number;
}

export interface ProcessorAttempt {
  readonly atMs: number;
  readonly owner: string;
  readonly deliveryId: string;
  /** The number of writes before it. */
  readonly writes: number;
  answer?: string;
}

export interface Delivered {
  readonly deliveryId: string;
  readonly receivedAtMs: number;
  readonly sessionId: string;
  readonly effect: 'opens' | 'closes';
  readonly hasOwnTime: boolean;
  readonly identity: string;
  /** The settings of its source were known at receipt. */
  readonly checked: boolean;
  /** The platform got a 200. */
  acknowledged: boolean;
}

export interface History {
  readonly writes: Write[];
  readonly calls: Call[];
  readonly attempts: ProcessorAttempt[];
  readonly deliveries: Map<string, Delivered>;
  /** Workers with a finished job, and the number of writes before that. */
  readonly finished: Map<string, number>;
}

export const emptyHistory = (): History => ({
  writes: [],
  calls: [],
  attempts: [],
  deliveries: new Map(),
  finished: new Map(),
});
