// Empties the dead-letter queues into the error log: wait and entry first, then the message goes.

import { isWaitJob, readJob } from '../core/delivery/job.ts';
import type { DeadLetter, DeadLetters, QueueName } from '../core/delivery/job-queue.ts';
import type { FailureLog } from '../core/error-log/error-log.ts';
import { parkMessage } from '../core/error-log/park.ts';
import { countOutcome } from '../core/statistics/count-outcome.ts';
import type { Counters } from '../core/statistics/counters.ts';
import { registerWait } from '../core/wait/register-wait.ts';
import type { SessionStore } from '../core/wait/session-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';

export interface DeadLetterPorts {
  readonly sessions: SessionStore;
  readonly deadLetters: DeadLetters;
  readonly failures: FailureLog;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns how many it parked. Stops at `untilMs`; what is left waits for the next run. */
export async function emptyDeadLetters(
  queue: QueueName,
  ports: DeadLetterPorts,
  { untilMs, deadlineMs }: { readonly untilMs: number; readonly deadlineMs: number },
): Promise<number> {
  let parked = 0;
  while (ports.clock.nowMs() < untilMs) {
    const letters = await ports.deadLetters.receive(queue);
    if (letters.length === 0) break;
    await Promise.all(letters.map((letter) => parkLetter(queue, letter, ports, deadlineMs)));
    parked += letters.length;
  }
  return parked;
}

async function parkLetter(
  queue: QueueName,
  letter: DeadLetter,
  ports: DeadLetterPorts,
  deadlineMs: number,
): Promise<void> {
  await registerUnclaimed(letter, ports, deadlineMs);
  const parked = await parkMessage(letter, { reason: 'worker_crashed', attempts: 0 }, ports);
  await ports.deadLetters.remove(queue, letter.receiptHandle);
  ports.log.write('error', { event: 'outcome', outcome: 'parked', queue, ...parked });
  countOutcome(ports.counters, parked, 'parked');
}

/**
 * A wait that was acknowledged from the queue alone, and that no worker could register either, would be nobody's.
 * Registered here it has a deadline, like any other. What was never checked might be forged and opens none.
 */
async function registerUnclaimed(
  { body }: DeadLetter,
  { sessions }: DeadLetterPorts,
  deadlineMs: number,
): Promise<void> {
  const job = readJob(body);
  if (!job || !isWaitJob(job) || job.unchecked) return;
  await registerWait({ job, encoded: body, deadlineMs }, sessions);
}
