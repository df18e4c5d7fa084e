// One message of the waits queue: its job worked on, or handed back, or parked if it is no job at all.

import { isWaitJob, readJob } from '../core/delivery/job.ts';
import type { SendPorts } from '../core/wait/send-decision.ts';
import { fullJitterMs } from '../runtime/backoff.ts';
import { errorName } from '../runtime/log.ts';
import { bodyOf } from './body-of.ts';
import { type Message, park, type Retry, TROUBLE_RETRY } from './message.ts';
import { type EventPorts, workEvents } from './work-events.ts';
import { type WaitSettings, workWait } from './work-wait.ts';

export interface Invocation {
  /** Unique to it. */
  readonly owner: string;
  readonly endsAtMs: number;
}

export async function workWaitMessage(
  message: Message,
  invocation: Invocation,
  ports: SendPorts & EventPorts,
  settings: WaitSettings,
): Promise<Retry[]> {
  const { id, body, receiveCount } = message;
  try {
    const job = readJob(body);
    if (!job || !isWaitJob(job)) {
      await park(message, { reason: 'bad_job', attempts: 0 }, ports);
      return [];
    }
    const admission = await ports.admit(job);
    // Forged, or from a source that turned out not to wait: nothing stands still for it.
    if (admission.kind === 'forged' || !admission.waits) {
      return workEvents([message], ports, invocation.endsAtMs);
    }
    const { processor, deadlineSeconds } = admission;
    const order = {
      // Ingest wrote the source's deadline into the job, unless it did not know the settings.
      job:
        job.unchecked && deadlineSeconds !== undefined
          ? { ...job, wait: { ...job.wait, deadlineSeconds } }
          : job,
      encoded: body,
      processor,
      // Before the wait is claimed: a store that is away is no failure of the processor's.
      body: await bodyOf(job, ports.bodies),
      ...invocation,
    };
    const end = await workWait(order, ports, settings);
    return end.kind === 'retry' ? [{ id, afterMs: end.afterMs }] : [];
  } catch (error) {
    const afterMs = fullJitterMs(receiveCount, ports.random(), TROUBLE_RETRY);
    ports.log.write('error', {
      event: 'job_error',
      error: errorName(error),
      receiveCount,
      retryAfterMs: afterMs,
    });
    return [{ id, afterMs }];
  }
}
