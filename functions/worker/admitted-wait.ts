// Works on the wait of a job that is admitted: with its source's deadline, its body, and, on a source that answers, only while
// no person has the conversation.
import { BodyMissingError, type BodyStore } from '../core/delivery/body-store.ts';
import type { WaitJob } from '../core/delivery/job.ts';
import type { SendPorts } from '../core/wait/decision-sender.ts';
import type { Processor } from '../processors/processor.ts';
import { type Admission, notWorked } from './admit.ts';
import { bodyOf } from './body-of.ts';
import type { JobEnd, WaitTask } from './cycle-worker.ts';
import type { Listener } from './listen.ts';
import { type WaitSettings, waitWorker } from './wait-worker.ts';

export interface AdmittedWaitPorts extends SendPorts {
  readonly bodies: BodyStore;
  readonly listener: Pick<Listener, 'isTaken'>;
}

export type Admitted = Extract<Admission, { kind: 'admitted' }>;

export type AdmittedWaitWorker = (
  task: Omit<WaitTask, 'processor' | 'body'>,
  admission: Admitted,
) => Promise<JobEnd>;

/** @throws when a store cannot be read or written. */
export function admittedWaitWorker(ports: AdmittedWaitPorts, settings: WaitSettings): AdmittedWaitWorker {
  const workWait = waitWorker(ports, settings);

  /** If the store is away, no attempt is counted: the body is read before the wait is claimed. */
  async function workFor(
    job: WaitJob,
    { processor, answers }: Admitted,
  ): Promise<Pick<WaitTask, 'processor' | 'body'>> {
    try {
      const body = await bodyOf(job, ports.bodies);
      const isTaken = answers === 'on' && (await ports.listener.isTaken(job, body));
      return { processor: isTaken ? notWorked('person_in_charge') : processor, body };
    } catch (error) {
      if (!(error instanceof BodyMissingError)) throw error;
      return { processor: WITHOUT_BODY, body: '' };
    }
  }

  return async ({ job, ...task }, admission) => {
    const { deadlineSeconds } = admission;
    // Ingest wrote the source's deadline into the job, unless it did not know the settings.
    const withDeadline =
      job.unverified && deadlineSeconds !== undefined
        ? { ...job, wait: { ...job.wait, deadlineSeconds } }
        : job;
    return workWait({ ...task, job: withDeadline, ...(await workFor(job, admission)) });
  };
}

/** The stored body is gone: nobody can work on it, and the conversation must go on. */
const WITHOUT_BODY: Processor = {
  name: 'none',
  process: async () => ({ kind: 'failed', reason: 'body_missing' }),
};
