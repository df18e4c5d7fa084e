// What happened in a simulation, as a bystander sees it who trusts none of the code: every write, every call to
// Treble, every time the processor was asked, every delivery. The promises are checked against this.

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
  /** Writes made before it began. */
  readonly writes: number;
  status?: number;
  /** When whoever made it went on; a dead caller never does. */
  answeredAtMs?: number;
}

export interface Asked {
  readonly atMs: number;
  readonly owner: string;
  readonly deliveryId: string;
  /** Writes made before. */
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
  /** Its source's settings were known when it came in. */
  readonly checked: boolean;
  /** The platform was answered 200. */
  acknowledged: boolean;
}

export interface History {
  readonly writes: Write[];
  readonly calls: Call[];
  readonly asked: Asked[];
  readonly deliveries: Map<string, Delivered>;
  /** Workers that were done with their job, and how many writes had been made by then. */
  readonly finished: Map<string, number>;
}

export const emptyHistory = (): History => ({
  writes: [],
  calls: [],
  asked: [],
  deliveries: new Map(),
  finished: new Map(),
});
