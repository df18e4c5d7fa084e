// The messages of one invocation on the waits queue, conversations side by side: each job is worked on, returned, or parked if it is not a
// job of a wait. A job whose worker died runs after the others, alone: if it kills this one too, the others are done.
import { describeJob, isWaitJob, type Job, readJob } from '../core/delivery/job.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY } from '../core/policy.ts';
import type { SendPorts } from '../core/wait/decision-sender.ts';
import { runsAlone } from '../core/wait/requeue-group.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import { admittedWaitWorker } from './admitted-wait.ts';
import { type EventPorts, eventWorker } from './event-worker.ts';
import type { Listener } from './listen.ts';
import type { Invocation, Message, MessagesWorker, Retry } from './message.ts';
import type { WaitSettings } from './wait-worker.ts';

export type WaitPorts = SendPorts & EventPorts & { readonly listener: Listener };

export function waitMessagesWorker(ports: WaitPorts, settings: WaitSettings): MessagesWorker {
  const workWait = admittedWaitWorker(ports, settings);
  const workEvents = eventWorker(ports);

  async function work({ message, job, isSingle }: Received, invocation: Invocation): Promise<Retry[]> {
    const { id, body, group, receiveCount } = message;
    if (!job || !isWaitJob(job)) {
      await park(parkedMessage(message, { reason: 'bad_job', attempts: 0 }), { ends: 'delivery' }, ports);
      return [];
    }
    const admission = await ports.admit(job);
    // Not verified, or of a source that does not wait after all: no conversation waits for it.
    if (admission.kind !== 'admitted' || !admission.waits) return workEvents([message], invocation);
    const task = {
      job,
      encoded: body,
      ...invocation,
      // A job may come twice in one batch, by itself and requeued by the sweeper: only one of them may own the wait.
      owner: `${invocation.place.invocation}/${id}`,
      // The sweeper requeues a job in another group.
      isFirst: receiveCount === 1 && isSingle && group === job.conversation,
    };
    const end = await workWait(task, admission);
    return end.kind === 'retry' ? [{ id, afterMs: end.afterMs }] : [];
  }

  async function workSafely(received: Received, invocation: Invocation): Promise<Retry[]> {
    try {
      return await work(received, invocation);
    } catch (error) {
      const { id, receiveCount } = received.message;
      const afterMs = fullJitterMs(receiveCount, ports.random(), RETRY.store);
      const about = {
        ...describeJob(received.job),
        error: errorName(error),
        receiveCount,
        retryAfterMs: afterMs,
      };
      ports.log.write('error', { event: 'job_error', ...about });
      return [{ id, afterMs }];
    }
  }

  return async (messages, invocation, ended = () => undefined) => {
    const workOne = async (one: Received): Promise<Retry[]> => {
      const retries = await workSafely(one, invocation);
      ended([one.message], retries);
      return retries;
    };
    const received = readMessages(messages);
    const alone = received.filter(({ message }) => runsAlone(message.group));
    const others = received.filter(({ message }) => !runsAlone(message.group));
    const workInOrder = async (lane: readonly Received[]): Promise<Retry[]> => {
      const retries: Retry[] = [];
      for (const one of lane) retries.push(...(await workOne(one)));
      return retries;
    };
    const retries = await Promise.all(lanesOf(others).map(workInOrder));
    for (const one of alone) retries.push(await workOne(one));
    return retries.flat();
  };
}

interface Received {
  readonly message: Message;
  /** Undefined where the message is none. */
  readonly job: Job | undefined;
  /** No other message of this batch carries the job. */
  readonly isSingle: boolean;
}

/**
 * The messages of a conversation that is answered go one after the other, so that the answers keep their order. A Treble
 * session's next delivery ends the wait before it, so it does not stand behind it.
 */
function lanesOf(received: readonly Received[]): readonly (readonly Received[])[] {
  const laneOf = ({ message, job }: Received) =>
    job?.wait?.message === undefined ? message.id : message.group;
  return [...Map.groupBy(received, laneOf).values()];
}

function readMessages(messages: readonly Message[]): readonly Received[] {
  const read = messages.map((message) => ({ message, job: readJob(message.body) }));
  const byJob = Map.groupBy(read, ({ job }) => job?.deliveryId);
  return read.map((one) => ({ ...one, isSingle: byJob.get(one.job?.deliveryId)?.length === 1 }));
}
