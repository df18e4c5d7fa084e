// Registers a job's wait by one rule: in ingest, in the worker if the table was away at ingest, in the sweeper if only a
// dead-letter queue has the job. The first one registers it.
import type { WaitJob } from '../delivery/job.ts';
import { arrivalOf, type Registration, register } from './registration.ts';
import type { SessionRecords } from './session-store.ts';
import { type Transition, type TransitionOptions, transition } from './transition.ts';

export interface WaitToRegister {
  readonly job: WaitJob;
  /** The job as it goes into queues: kept beside the session while it may have to be requeued. */
  readonly encoded: string;
  /** From receipt. */
  readonly deadlineMs: number;
}

export function registerWait(
  { job, encoded, deadlineMs }: WaitToRegister,
  sessions: SessionRecords,
  options: Omit<TransitionOptions, 'job'> = {},
): Promise<Transition<Registration>> {
  const arrival = arrivalOf(job, deadlineMs);
  return transition(sessions, arrival.ref, (session) => register(session, arrival), {
    ...options,
    job: encoded,
  });
}
