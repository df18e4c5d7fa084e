// Puts a queue's message into the error log as it is, with what its job says of itself: for whoever looks, and for
// the replay. One entry a delivery, whoever parks it how often.

import type { Clock } from '../../runtime/clock.ts';
import { type Job, readJob } from '../delivery/job.ts';
import type { FailureLog } from './error-log.ts';

export interface Parked {
  readonly deliveryId: string;
  /** `bad_job` where the message is no job of ours. */
  readonly reason: string;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
  readonly waits?: boolean;
}

export async function parkMessage(
  { id, body }: { readonly id: string; readonly body: string },
  { reason, attempts }: { readonly reason: string; readonly attempts: number },
  { failures, clock }: { readonly failures: FailureLog; readonly clock: Clock },
): Promise<Parked> {
  const job = readJob(body);
  const parked = job ? { ...about(job), reason } : { deliveryId: id, reason: 'bad_job' };
  const entry = { id: `${parked.deliveryId}#work`, parkedAtMs: clock.nowMs(), attempts, job: body };
  await failures.park({ ...parked, ...entry, ...(job?.contacts && { contacts: job.contacts }) });
  return parked;
}

function about(job: Job): Omit<Parked, 'reason'> {
  const { source, platform, conversation, type, wait } = job;
  // A replay that ends here again has an entry of its own.
  const deliveryId = job.replay ?? job.deliveryId;
  const waits = wait?.effect === 'opens';
  return { deliveryId, source, platform, conversation, type, waits };
}
