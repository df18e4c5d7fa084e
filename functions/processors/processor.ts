// The interface of a processor: its task and its answer. A processor does not use queues, waits or settings.
import type { Job } from '../core/delivery/job.ts';
import type { NotWorkedReason, ProcessorReason } from '../core/reason/reason.ts';
import type { Answer } from '../core/wait/answer.ts';

/** Does the long work. definition.ts describes how to create one. */
export interface Processor {
  readonly name: string;
  /** The name in logs, statistics and the breaker; absent: no call. Never contains a path or a secret. */
  readonly destination?: string;
  /** It calls the hosts that events name. One failing host says nothing about others, so there is no breaker. */
  readonly callsAnyone?: true;
  /** Attempts at one job, where fewer are of use; after the last one it has failed. */
  readonly maxAttempts?: number;
  /**
   * @param signal aborts when the time is over; a later answer is ignored.
   * @throws any error: it counts as a failed attempt.
   */
  process(task: Task, signal: AbortSignal): Promise<ProcessorAnswer>;
}

export interface Task {
  readonly job: Job;
  /** The unchanged JSON of the platform. */
  readonly body: string;
  /** For a wait: an answer after this time cannot decide it. */
  readonly deadlineAtMs?: number;
  /** For a wait: the URL for a result until the deadline. A secret; absent if a later result is not possible. */
  readonly resumeUrl?: string;
}

export type ProcessorAnswer =
  | ({ readonly kind: 'done' } & Answer)
  /** The processor will call back. For an event the same as done. */
  | { readonly kind: 'accepted' }
  /** A final failure: a conversation continues with this reason, an event is parked. */
  | {
      readonly kind: 'failed';
      readonly reason: ProcessorReason;
      /** What is wrong with its answer, for whoever mends it: names of fields, never a value. */
      readonly problem?: string;
    }
  | Retry
  /** There is no work to do. A conversation continues with the reason, an event is ignored. */
  | { readonly kind: 'not_worked'; readonly reason: NotWorkedReason };

export interface Retry {
  readonly kind: 'retry';
  readonly reason: ProcessorReason;
  /** It takes fewer calls than we make. It is well, so its breaker counts no failure. */
  readonly throttled?: true;
  /** It asks not to be called for this job before so many ms. */
  readonly retryAfterMs?: number;
}
