// Requeues jobs that never reached the queue, whose worker died, or whose next attempt is due. While the queue is away this stops
// after a few failures: the jobs stay due, and the rest of the run goes on.

import { requeueId } from '../core/backlog/backlog.ts';
import type { BacklogStore } from '../core/backlog/backlog-store.ts';
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
  readonly backlogs: BacklogStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Requeuer {
  /** Each returns whether the queue has the job now. */
  wait(ref: string, cycle: Cycle): Promise<boolean>;
  copy(key: string): Promise<boolean>;
  backlog(conversation: string): Promise<boolean>;
}

/** For one run of the sweeper. `onFailure` is called for every failure. */
export function requeuer(
  { queue, sessions, copies, backlogs, clock, log }: RequeuePorts,
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

  /** The first event that has a job. One without was erased, or has just ended. */
  async function headOf(conversation: string) {
    for (;;) {
      const backlog = await backlogs.load(conversation);
      const [head] = backlog?.waiting ?? [];
      if (!backlog || !head) return undefined;
      const { version, source } = backlog;
      const job = await backlogs.loadJob(head.deliveryId);
      if (job !== undefined) return { deliveryId: head.deliveryId, job, version, source };
      await backlogs.remove(conversation, head, clock.nowMs());
    }
  }

  return {
    /**
     * Sends first, then writes. If the write fails, the queue drops the next run's copy by its deduplication id. The id
     * changes with each claim, because after a claim another copy is wanted. The message has a group of its own: the
     * conversation's group is locked while the message of a dead worker is hidden.
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
      if (!copy) return false;
      const { queue: to, job, group, deduplicationId, deliveryId } = copy;
      const waiting = to === 'events' ? ((await backlogs.load(group))?.waiting ?? []) : [];
      if (waiting.some((one) => one.deliveryId === deliveryId)) {
        await copies.leaveToBacklog(key);
        return false;
      }
      if (!(await send({ queue: to, job, group, deduplicationId }))) return false;
      await copies.remove(key);
      log.write('warn', { event: 'requeued', copy: key });
      return true;
    },

    /**
     * Its head, in the conversation's group, so that nobody else works on the conversation meanwhile. Sends first, then
     * writes. If the write fails, the queue drops the next run's message by its deduplication id. The id changes with each
     * version, because a worker that puts the head off wants another message.
     */
    async backlog(conversation) {
      const found = await headOf(conversation);
      if (!found) return false;
      const { deliveryId, job, version, source } = found;
      const deduplicationId = requeueId(deliveryId, version + 1);
      if (!(await send({ queue: 'events', job, group: conversation, deduplicationId }))) return false;
      const dueAtMs = clock.nowMs() + SWEEP.requeueAgainMs;
      await backlogs.setDue(conversation, { dueAtMs }, version);
      log.write('info', { event: 'requeued', deliveryId, source, conversation, time: version + 1 });
      return true;
    },
  };
}
