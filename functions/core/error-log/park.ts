// Parks what cannot be worked on or sent: one entry in the error log, one line in the log, one count. Everything that is parked
// goes through here.
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { type Job, readJob } from '../delivery/job.ts';
import type { ParkReason } from '../reason/reason.ts';
import { countOutcome } from '../statistics/count-outcome.ts';
import type { Counters } from '../statistics/counters.ts';
import { type NewEntry, workEntryId } from './entry.ts';
import type { ErrorLogWriter } from './error-log.ts';

export interface ParkPorts {
  readonly errorLog: ErrorLogWriter;
  readonly counters: Pick<Counters, 'outcome'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}

/** What is parked, without its time. */
export type Parked = Omit<NewEntry, 'parkedAtMs' | 'reason'> & { readonly reason: ParkReason };

export interface ParkFacts {
  /** `wait`: its wait goes on and has its own outcome, so nothing is counted here. */
  readonly ends: 'delivery' | 'wait';
  /** How the delivery ends, where it is not simply `parked`. */
  readonly outcome?: 'parked' | 'unconfirmed';
  /** More for the log line. */
  readonly line?: Readonly<Record<string, string | number>>;
}

/** @throws when the error log cannot be written; then nothing was counted. */
export async function park(
  parked: Parked,
  { ends, outcome = 'parked', line }: ParkFacts,
  ports: ParkPorts,
): Promise<void> {
  const { errorLog, counters, clock, log } = ports;
  const written = await errorLog.add({ ...parked, parkedAtMs: clock.nowMs() });
  const { deliveryId, source, platform, conversation, type, reason, attempts } = parked;
  log.write('error', {
    event: ends === 'delivery' ? 'outcome' : 'parked',
    outcome,
    deliveryId,
    source,
    platform,
    conversation,
    type,
    reason,
    attempts,
    ...line,
  });
  // A repeat, after a lost confirmation or for a message that came twice, counts nothing.
  if (ends === 'delivery' && written === 'added') countOutcome(counters, parked, outcome);
}

export interface WhyParked {
  readonly reason: ParkReason;
  readonly attempts: number;
  readonly problem?: string | undefined;
}

/** A queue's message, with the facts of its job. `bad_job` where it is no job of this version. */
export function parkedMessage(
  { id, body }: { readonly id: string; readonly body: string },
  { reason, attempts, problem }: WhyParked,
): Parked {
  const job = readJob(body);
  if (!job)
    return { id: workEntryId(id), deliveryId: id, reason: 'bad_job', attempts, waits: false, job: body };
  return { ...describe(job), reason, attempts, ...(problem !== undefined && { problem }), job: body };
}

function describe(job: Job): Omit<Parked, 'reason' | 'attempts'> {
  const { source, platform, conversation, type, wait, contacts } = job;
  // A replay that ends here again has an entry of its own.
  const deliveryId = job.replay ?? job.deliveryId;
  return {
    id: workEntryId(deliveryId),
    deliveryId,
    source,
    platform,
    conversation,
    type,
    waits: wait?.effect === 'opens',
    ...(contacts && { contacts }),
  };
}
