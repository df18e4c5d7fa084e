// A queue's message as the worker sees it, and the one kind of message that nobody can work on.
import type { Clock, FailureLog, Log } from '../shared/ports.ts';

export interface Message {
  readonly id: string;
  /** The conversation. */
  readonly group: string;
  /** How often it came out of the queue, which is not how often it was tried. */
  readonly receiveCount: number;
  readonly body: string;
}

/** A message to hand back to the queue, hidden for so long. */
export interface Retry {
  readonly id: string;
  readonly afterMs: number;
}

/** For trouble of our own, a store that is away: not the job's fault, so it is never parked for it. */
export const TROUBLE_RETRY = { baseMs: 1000, capMs: 60_000 };

/** No job of ours, so nobody can work on it: kept as it is. */
export async function parkUnreadable(
  { id, body }: Message,
  { failures, clock, log }: { readonly failures: FailureLog; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const reason = 'bad_job';
  const parkedAtMs = clock.nowMs();
  await failures.park({ id: `${id}#work`, deliveryId: id, reason, parkedAtMs, attempts: 0, job: body });
  log.write('error', { event: 'outcome', outcome: 'parked', reason, deliveryId: id });
}
