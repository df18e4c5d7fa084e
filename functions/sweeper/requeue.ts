// Requeues jobs that never reached the queue, whose worker died, or whose next attempt is due. While the queue is away this stops
// after a few failures: the jobs stay due, and the rest of the run goes on.

import type { DeliveryCopies } from '../core/delivery/delivery-copies.ts';
import type { JobQueue, QueueMessage } from '../core/delivery/job-queue.ts';
import { SWEEP } from '../core/policy.ts';
import { recordRequeue } from '../core/wait/next-action.ts';
import { requeueGroup } from '../core/wait/requeue-group.ts';
import type { Cycle } from '../core/wait/session.ts';
import type { SessionStore } from '../core/wait/session-store.ts';
import { transition } from '../core/wait/transition.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';

export interface RequeuePorts {
  readonly queue: JobQueue;
  readonly sessions: SessionStore;
  readonly copies: DeliveryCopies;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Requeuer {
  /** Each returns whether the queue has the job now. */
  wait(ref: string, cycle: Cycle): Promise<boolean>;
  copy(key: string): Promise<boolean>;
}

/** For one run of the sweeper. `onFailure` is called for every failure. */
export function requeuer(
  { queue, sessions, copies, clock, log }: RequeuePorts,
  onFailure: () => void,
): Requeuer {
  let failuresInARow = 0;

  async function send(message: QueueMessage): Promise<boolean> {
    if (failuresInARow >= SWEEP.queueFailures) return false;
    try {
      await queue.send(message);
      failuresInARow = 0;
      return true;
    } catch (error) {
      failuresInARow += 1;
      onFailure();
      log.write('error', { event: 'sweep_error', queue: message.queue, error: errorName(error) });
      return false;
    }
  }

  return {
    /**
     * Sends first, then writes. If the write fails, the queue drops the next run's copy by its deduplication id. The id
     * changes with each claim, because after a claim another copy is wanted.
     */
    async wait(ref, { number, deliveryId, source, attempts, deferrals = 0, crashes, requeues, progress }) {
      const job = await sessions.loadJob(ref);
      if (job === undefined) return false;
      const time = requeues + 1;
      const claims = attempts + deferrals;
      const group = requeueGroup(ref, { time: claims + time, alone: progress.state === 'processing' });
      const deduplicationId = `${deliveryId}#s${claims + time}`;
      if (!(await send({ queue: 'waits', job, group, deduplicationId }))) return false;
      const nowMs = clock.nowMs();
      await transition(sessions, ref, (session) => recordRequeue(session, { cycle: number, nowMs }));
      log.write('warn', { event: 'requeued', deliveryId, source, conversation: ref, crashes, time });
      return true;
    },

    async copy(key) {
      const copy = await copies.load(key);
      if (!copy || !(await send(copy))) return false;
      await copies.remove(key);
      log.write('warn', { event: 'requeued', copy: key });
      return true;
    },
  };
}
