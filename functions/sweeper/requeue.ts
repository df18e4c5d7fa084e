// Requeues jobs that never reached the queue, whose worker died, or whose next attempt is due. While the queue is away this stops
// after a few failures: the jobs stay due, and the rest of the run goes on.

import { type Backlog, requeueId } from '../core/backlog/backlog.ts';
import type { BacklogStore } from '../core/backlog/backlog-store.ts';
import type { DeliveryCopies } from '../core/delivery/delivery-copies.ts';
import { describeJob, readJob } from '../core/delivery/job.ts';
import type { JobQueue, QueueMessage } from '../core/delivery/job-queue.ts';
import { SWEEP } from '../core/policy.ts';
import { recordRequeue } from '../core/wait/next-action.ts';
import { requeueGroup } from '../core/wait/requeue-group.ts';
import { type Cycle, conversationOf, isUntouched, type Session } from '../core/wait/session.ts';
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
      const about = { ...describeJob(readJob(message.job)), queue: message.queue };
      log.write('error', { event: 'sweep_error', ...about, error: errorName(error) });
      return false;
    }
  }

  return {
    /**
     * Sends first, then writes. If the write fails, the queue drops the next run's copy by its deduplication id. The id
     * changes with each claim, because after a claim another copy is wanted.
     */
    async wait(ref, cycle) {
      const { number, deliveryId, source, attempts, deferrals = 0, crashes, requeues, progress } = cycle;
      const job = await sessions.loadJob(ref);
      if (job === undefined) return false;
      const time = requeues + 1;
      const claims = attempts + deferrals;
      // Of a first attempt the claim may not have been written.
      const mayHaveKilled = progress.state === 'processing' || isUntouched(cycle);
      const group = requeueGroup(ref, { time: claims + time, alone: mayHaveKilled });
      const deduplicationId = `${deliveryId}#s${claims + time}`;
      if (!(await send({ queue: 'waits', job, group, deduplicationId }))) return false;
      const nowMs = clock.nowMs();
      const step = (session: Session | undefined) => recordRequeue(session, { cycle: number, nowMs });
      const { stored } = await transition(sessions, ref, step);
      const conversation = stored.session && conversationOf(stored.session);
      log.write('warn', { event: 'requeued', deliveryId, source, conversation, crashes, time });
      return true;
    },

    async copy(key) {
      const copy = await copies.load(key);
      if (!copy) return false;
      // One that is listed in its conversation's backlog is sent when its turn comes.
      const { deliveryId, ...message } = copy;
      const waiting = copy.queue === 'events' ? ((await backlogs.load(copy.group))?.waiting ?? []) : [];
      if (waiting.some((one) => one.deliveryId === deliveryId)) return false;
      if (!(await send(message))) return false;
      await copies.remove(key);
      log.write('warn', { event: 'requeued', ...describeJob(readJob(copy.job)), copy: key });
      return true;
    },

    backlog,
  };

  /**
   * Sends the head, in the conversation's group, so that nobody else works on the conversation meanwhile. Sends first, then
   * writes. If the write fails, the queue drops the next run's message by its deduplication id. The id changes with each
   * version, because a worker that puts the head off wants another message.
   */
  async function backlog(conversation: string): Promise<boolean> {
    const found = await backlogs.load(conversation);
    const [head] = found?.waiting ?? [];
    if (!found || !head) return false;
    const { version, source } = found;
    const { deliveryId } = head;
    const job = await backlogs.loadJob(deliveryId);
    if (!job) {
      // It was erased, or has just ended.
      await backlogs.remove(conversation, head, clock.nowMs());
      return backlog(conversation);
    }
    if (job.copy) return sendCopies(conversation, found);
    const deduplicationId = requeueId(deliveryId, version + 1);
    if (!(await send({ queue: 'events', job: job.encoded, group: conversation, deduplicationId })))
      return false;
    await backlogs.setDue(conversation, { dueAtMs: clock.nowMs() + SWEEP.requeueAgainMs }, version);
    log.write('info', { event: 'requeued', deliveryId, source, conversation, time: version + 1 });
    return true;
  }

  /**
   * Heads that ingest has copied are sent in their order under their own ids, because the queue may have them already. They
   * stay listed, so that nothing overtakes them, until a worker is done with them. One that was worked on before it was
   * listed would stay for ever, so each is taken from the list after a while.
   */
  async function sendCopies(conversation: string, { waiting, version, source }: Backlog): Promise<boolean> {
    const nowMs = clock.nowMs();
    for (const [at, event] of waiting.entries()) {
      const { deliveryId } = event;
      const { encoded: job, copy } = (await backlogs.loadJob(deliveryId)) ?? {};
      if (job === undefined || !copy) break;
      const { deduplicationId, sentAtMs } = copy;
      const isTaken = sentAtMs !== undefined && sentAtMs + SWEEP.copyTakenMs <= nowMs;
      if (at === 0 && isTaken) {
        const released = await backlogs.release(conversation, event, { version, nextDueAtMs: nowMs });
        return released && backlog(conversation);
      }
      if (sentAtMs !== undefined) continue;
      if (!(await send({ queue: 'events', job, group: conversation, deduplicationId }))) return false;
      await backlogs.markSent(deliveryId, nowMs);
      log.write('warn', { event: 'requeued', deliveryId, source, conversation });
    }
    return backlogs.setDue(conversation, { dueAtMs: nowMs + SWEEP.copyTakenMs }, version);
  }
}
