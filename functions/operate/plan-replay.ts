// The plan of one entry's replay: what will happen, and how to do it. Changes nothing until it is sent.
import { encodeJob, isWaitJob, type Job, readJob, waitRef } from '../core/delivery/job.ts';
import type { JobQueue } from '../core/delivery/job-queue.ts';
import type { ErrorLogEntry } from '../core/error-log/entry.ts';
import type { ErrorLogEntries } from '../core/error-log/error-log.ts';
import type { SessionStore } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import {
  type JobReplay,
  type Reopening,
  type ReplayRequest,
  reopenDecision,
  replayJob,
} from './replay-rules.ts';

export interface ReplayPorts {
  readonly entries: ErrorLogEntries;
  readonly sessions: SessionStore;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly log: Log;
}

export type ReplayPlan =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'ready';
      /** What happens then, as a sentence. */
      readonly reason: string;
      /** Does it. Returns a sentence if something has changed in between. @throws when the store or queue is away. */
      send(): Promise<string | undefined>;
    };

const refused = (reason: string): ReplayPlan => ({ kind: 'refused', reason });

export async function planReplay(
  entry: ErrorLogEntry,
  replaying: ReplayRequest,
  ports: ReplayPorts,
  { windowMs }: { readonly windowMs: number },
): Promise<ReplayPlan> {
  if (entry.job !== undefined) {
    const job = readJob(entry.job);
    return job
      ? planJob(job, replaying, ports)
      : refused('What was parked is no job that this version can read. Deploy the version that wrote it.');
  }
  if (entry.conversation === undefined) return refused('Nothing was kept that could be replayed.');
  return planUpdate(entry.conversation, { ...replaying, deliveryId: entry.deliveryId, windowMs }, ports);
}

async function planJob(
  job: Job,
  replaying: ReplayRequest,
  { sessions, queue }: ReplayPorts,
): Promise<ReplayPlan> {
  const stored = isWaitJob(job) ? await sessions.load(waitRef(job)) : undefined;
  const plan = replayJob(job, stored?.session, replaying);
  if (plan.kind !== 'send') return refused(WHY_NO_JOB[plan.kind]);
  return {
    kind: 'ready',
    reason: sentLabel(plan),
    async send() {
      await queue.send({
        queue: plan.queue,
        job: encodeJob(plan.job),
        group: job.conversation,
        deduplicationId: replaying.name,
      });
      return undefined;
    },
  };
}

const WHY_NO_JOB: Record<Exclude<JobReplay['kind'], 'send'>, string> = {
  gone_on:
    'The conversation has gone on without it. Forced, the work is done again and the decision is sent to the platform again.',
  delegated:
    'The processor was asked already and will call back. Forced, it is asked anew, in a new cycle of the wait.',
  unverified: 'Its sender was never verified, and cannot be verified any more.',
};

function sentLabel({ queue, anew }: JobReplay & { kind: 'send' }): string {
  switch (anew) {
    case 'superseded':
      return 'It is worked on in a new cycle of the wait. The wait that is open now ends with it, as superseded.';
    case 'over':
    case 'unknown':
      return 'It is worked on in a new cycle of the wait, with a deadline of its own; the decision is sent to the platform again.';
    default:
      return queue === 'waits' ? 'Its wait is still open and is worked on again.' : 'It is worked on again.';
  }
}

async function planUpdate(
  ref: string,
  request: Parameters<typeof reopenDecision>[1],
  { sessions }: ReplayPorts,
): Promise<ReplayPlan> {
  const known = await sessions.load(ref);
  const foreseen = reopenDecision(known.session, request).outcome;
  if (foreseen !== 'reopened') return refused(WHY_NO_UPDATE[foreseen]);
  return {
    kind: 'ready',
    reason:
      'The same decision is sent to the platform again, within a minute. What is known to have been sent is left out.',
    async send() {
      const { outcome } = await transition(sessions, ref, (session) => reopenDecision(session, request), {
        known,
      });
      return outcome === 'reopened' ? undefined : WHY_NO_UPDATE[outcome];
    },
  };
}

const WHY_NO_UPDATE: Record<Exclude<Reopening, 'reopened'>, string> = {
  superseded: 'The conversation has moved on, or is not known any more: nobody waits for this decision.',
  not_refused: 'The platform was told meanwhile, is just being told, or the customer has opted out.',
  no_decision: 'It was refused before decisions were kept.',
  window_closed:
    'WhatsApp lets nobody write to the customer any more. Forced, the platform is told all the same.',
};
