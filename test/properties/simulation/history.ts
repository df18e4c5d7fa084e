// The history of a simulation, recorded independently of the code: every write, every call to Treble, every attempt of
// the processor, every delivery. The promises are checked against it.

import type { BreakerPauses } from '../../../functions/core/breaker/breaker-store.ts';
import type { QueueName } from '../../../functions/core/delivery/job-queue.ts';
import type { SessionKey } from '../../../functions/core/wait/answer.ts';
import type { Session } from '../../../functions/core/wait/session.ts';

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
  /** When Treble answered; absent when the caller crashed before its call. */
  answeredAtMs?: number;
}

export interface ProcessorAttempt {
  readonly atMs: number;
  readonly owner: string;
  readonly deliveryId: string;
  /** The number of writes before it. */
  readonly writes: number;
  readonly destination: string;
  /** Of the worker that calls. */
  readonly queue: QueueName;
  answer?: string;
  /** When it was answered or given up. */
  endedAtMs?: number;
}

/** The breaker of a destination has opened, prolonged its pauses, or closed (without pauses). */
export interface BreakerChange {
  readonly atMs: number;
  readonly destination: string;
  readonly pauses?: BreakerPauses;
}

/** A call was not made: its destination is paused, or (without `untilMs`) has half of the workers already. */
export interface Deferral {
  readonly atMs: number;
  readonly deliveryId: string;
  readonly destination: string;
  readonly untilMs?: number;
}

/** A message that was sent to a queue. */
export interface Sent {
  readonly atMs: number;
  readonly owner: string;
  readonly deliveryId: string;
  readonly conversation: string;
  readonly deduplicationId: string;
  /** The queue did not drop it by its deduplication id. */
  readonly taken: boolean;
  /** The numbers of writes and of changes of backlogs when its sender last read the conversation. */
  readonly known: { readonly writes: number; readonly backlogChanges: number };
}

/** The delivery of an event that nobody waits for. */
export interface DeliveredEvent {
  readonly deliveryId: string;
  readonly receivedAtMs: number;
  readonly source: string;
  readonly conversation: string;
  /** The same for each delivery of the same event. */
  readonly event: string;
  readonly large: boolean;
  /** When the platform got a 200. */
  acknowledgedAtMs?: number;
  /** When it was sent to the queue under its event's own id, which the queue takes once in five minutes. */
  readonly queuedAtMs: number[];
  /** From then on its conversation's backlog knows it. */
  listedAtMs?: number;
}

/** The end of a delivery, as the log says it. */
export interface Outcome {
  readonly atMs: number;
  readonly deliveryId: string;
  readonly outcome: string;
  readonly reason?: string | undefined;
}

export interface Delivered {
  readonly deliveryId: string;
  readonly receivedAtMs: number;
  readonly sessionId: string;
  readonly source: string;
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
  /** Calls of the processor for waits. */
  readonly attempts: ProcessorAttempt[];
  /** Deliveries of the source that waits. */
  readonly deliveries: Map<string, Delivered>;
  readonly events: Map<string, DeliveredEvent>;
  /** Calls of the processor for events. */
  readonly eventAttempts: ProcessorAttempt[];
  readonly outcomes: Outcome[];
  readonly breakerChanges: BreakerChange[];
  readonly deferrals: Deferral[];
  readonly sent: Sent[];
  /** The conversation of each change that a worker or the sweeper made of a backlog. */
  readonly backlogChanges: string[];
  /** Deduplication ids of the deliveries that ingest has copied into the table: their copies are sent under these. */
  readonly copied: Set<string>;
  /** When an event was taken from its conversation's backlog, because it was done there. */
  readonly leftBacklogAtMs: Map<string, number>;
  /** The messages that the sweeper has requeued, as the worker's owner and the delivery. */
  readonly requeued: Set<string>;
  /** Finished jobs, as owner and delivery, and the number of writes before that. */
  readonly finished: Map<string, number>;
}

export const emptyHistory = (): History => ({
  writes: [],
  calls: [],
  attempts: [],
  deliveries: new Map(),
  events: new Map(),
  eventAttempts: [],
  outcomes: [],
  breakerChanges: [],
  deferrals: [],
  sent: [],
  backlogChanges: [],
  copied: new Set(),
  leftBacklogAtMs: new Map(),
  requeued: new Set(),
  finished: new Map(),
});
