// One message of the waits queue: its job is worked on, returned, or parked if it is not a job of a wait.
import { isWaitJob, readJob } from '../core/delivery/job.ts';
import { park, parkedMessage } from '../core/error-log/park.ts';
import { RETRY } from '../core/policy.ts';
import type { SendPorts } from '../core/wait/decision-sender.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import { bodyOf } from './body-of.ts';
import { type EventPorts, eventWorker } from './event-worker.ts';
import type { Message, Retry } from './message.ts';
import { type WaitSettings, waitWorker } from './wait-worker.ts';

export interface Invocation {
  /** Unique to the invocation. */
  readonly owner: string;
  readonly endsAtMs: number;
}

export type WaitPorts = SendPorts & EventPorts;

export function waitMessageWorker(ports: WaitPorts, settings: WaitSettings) {
  const workWait = waitWorker(ports, settings);
  const workEvents = eventWorker(ports);

  async function work(message: Message, invocation: Invocation): Promise<Retry[]> {
    const { id, body } = message;
    const job = readJob(body);
    if (!job || !isWaitJob(job)) {
      await park(parkedMessage(message, { reason: 'bad_job', attempts: 0 }), { ends: 'delivery' }, ports);
      return [];
    }
    const admission = await ports.admit(job);
    // Forged, or of a source that does not wait after all: no conversation waits for it.
    if (admission.kind === 'forged' || !admission.waits) return workEvents([message], invocation.endsAtMs);
    const { processor, deadlineSeconds } = admission;
    // Ingest wrote the source's deadline into the job, unless it did not know the settings.
    const withDeadline =
      job.unverified && deadlineSeconds !== undefined
        ? { ...job, wait: { ...job.wait, deadlineSeconds } }
        : job;
    const end = await workWait({
      job: withDeadline,
      encoded: body,
      processor,
      // Read before the wait is claimed: if the store is away, no attempt is counted.
      body: await bodyOf(job, ports.bodies),
      ...invocation,
    });
    return end.kind === 'retry' ? [{ id, afterMs: end.afterMs }] : [];
  }

  /** Returns the message if it must come back. */
  return async (message: Message, invocation: Invocation): Promise<Retry[]> => {
    try {
      return await work(message, invocation);
    } catch (error) {
      const { id, receiveCount } = message;
      const afterMs = fullJitterMs(receiveCount, ports.random(), RETRY.store);
      const about = { error: errorName(error), receiveCount, retryAfterMs: afterMs };
      ports.log.write('error', { event: 'job_error', ...about });
      return [{ id, afterMs }];
    }
  };
}
