// What a processor gets and what it may answer. It knows nothing of queues, waits or settings.
import type { Job } from '../core/delivery/job.ts';
import type { NotWorkedReason, ProcessorReason } from '../core/reason/reason.ts';
import type { SessionKey } from '../core/wait/variables.ts';

/** Does the long work. How one is made: definition.ts. */
export interface Processor {
  readonly name: string;
  /** Who is called, as logs, statistics and the breaker name it; absent: nobody is. Never holds a path or a secret. */
  readonly destination?: string;
  /** It calls whatever host an event names: one that is down says nothing about the others, so it has no breaker. */
  readonly callsAnyone?: true;
  /**
   * @param signal fires when time is up; what comes after is not waited for.
   * @throws anything: it counts as an attempt that failed.
   */
  process(task: Task, signal: AbortSignal): Promise<ProcessorAnswer>;
}

export interface Task {
  readonly job: Job;
  /** The platform's JSON, to the letter. */
  readonly body: string;
  /** For a wait: until when an answer can still decide it. */
  readonly deadlineAtMs?: number;
  /** For a wait: where a result may be posted until the deadline. A secret; absent when nobody listens for one. */
  readonly resumeUrl?: string;
}

export type ProcessorAnswer =
  | { readonly kind: 'done'; readonly keys: readonly SessionKey[] }
  /** Will call back; for an event the same as done. */
  | { readonly kind: 'accepted' }
  /** Never going to work: a conversation goes on with this reason, an event is parked. */
  | { readonly kind: 'failed'; readonly reason: ProcessorReason }
  | { readonly kind: 'retry'; readonly reason: ProcessorReason }
  /** Nobody is to work on it. A conversation goes on with the reason; an event is ignored. */
  | { readonly kind: 'not_worked'; readonly reason: NotWorkedReason };
