// Puts a queue's message into the error log as it is, with what its job says of itself: for whoever looks, and for
// the replay. One entry a delivery, whoever parks it how often.
import { type Job, readJob } from './domain/job.ts';
import type { Clock, FailureLog } from './ports.ts';

export interface Parked {
  readonly deliveryId: string;
  /** `bad_job` where the message is no job of ours. */
  readonly reason: string;
  readonly source?: string;
  readonly platform?: string;
  readonly conversation?: string;
  readonly type?: string;
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

function about({ deliveryId, source, platform, conversation, type }: Job): Omit<Parked, 'reason'> {
  return { deliveryId, source, platform, conversation, type };
}
