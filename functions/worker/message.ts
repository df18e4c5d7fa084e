// A queue's message as the worker sees it, and its two ways out of an attempt that failed: back, or parked.

import type { FailureLog } from '../core/error-log/error-log.ts';
import { parkMessage } from '../core/error-log/park.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Counters } from '../core/statistics/counters.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';

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

export interface ParkPorts {
  readonly failures: FailureLog;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

/** Into the error log: the end of this delivery, until somebody replays it. */
export async function park(
  message: Message,
  why: { readonly reason: string; readonly attempts: number },
  ports: ParkPorts,
): Promise<void> {
  const parked = await parkMessage(message, why, ports);
  countOutcome(ports.counters, parked, 'parked');
  ports.log.write('error', { event: 'outcome', outcome: 'parked', ...parked, attempts: why.attempts });
}
