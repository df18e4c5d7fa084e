// Puts into the queue again what never reached it or whose worker died. While the queue is away this gives up soon:
// what waits for it stays due, and the rest of the run goes on without it.

import type { DeliveryCopies } from '../core/delivery/delivery-copies.ts';
import type { JobQueue, QueueMessage } from '../core/delivery/job-queue.ts';
import { SWEEP } from '../core/policy.ts';
import { recordRequeue } from '../core/wait/next-action.ts';
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
  /** Each says whether the queue has it now. */
  wait(ref: string, cycle: Cycle): Promise<boolean>;
  copy(key: string): Promise<boolean>;
}

/** For one run of the sweeper, which is told of every failure. */
export function requeuer(
  { queue, sessions, copies, clock, log }: RequeuePorts,
  failed: () => void,
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
      failed();
      log.write('error', { event: 'sweep_error', queue: message.queue, error: errorName(error) });
      return false;
    }
  }

  return {
    /**
     * Sends first and writes it down then: where the second fails, the deduplication id keeps the next run's copy
     * out, unless the first copy has been claimed meanwhile: then the queue would swallow what is wanted anew. The
     * group is its own, because the conversation's is locked for as long as the message of a dead worker is hidden.
     */
    async wait(ref, { number, deliveryId, source, attempts, deferrals = 0, crashes, requeues }) {
      const job = await sessions.loadJob(ref);
      if (job === undefined) return false;
      const time = requeues + 1;
      const claims = attempts + deferrals;
      const group = `${ref}-${claims + time}`;
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
