// Empties the dead-letter queues into the error log: entry first, then the message goes.
import { type Job, JobError, parseJob } from '../shared/domain/job.ts';
import type { Clock, DeadLetter, DeadLetters, FailureLog, Log, QueueName } from '../shared/ports.ts';

export interface DeadLetterPorts {
  readonly deadLetters: DeadLetters;
  readonly failures: FailureLog;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns how many it parked. Stops at `untilMs`; what is left waits for the next run. */
export async function emptyDeadLetters(
  queue: QueueName,
  ports: DeadLetterPorts,
  untilMs: number,
): Promise<number> {
  let parked = 0;
  while (ports.clock.nowMs() < untilMs) {
    const letters = await ports.deadLetters.receive(queue);
    if (letters.length === 0) break;
    await Promise.all(letters.map((letter) => parkLetter(queue, letter, ports)));
    parked += letters.length;
  }
  return parked;
}

async function parkLetter(queue: QueueName, letter: DeadLetter, ports: DeadLetterPorts): Promise<void> {
  const job = readJob(letter.body);
  const deliveryId = job?.deliveryId ?? letter.id;
  const about = job && {
    source: job.source,
    platform: job.platform,
    conversation: job.conversation,
    type: job.type,
  };
  const reason = job ? 'worker_crashed' : 'bad_job';
  const parkedAtMs = ports.clock.nowMs();
  const entry = { id: `${deliveryId}#work`, deliveryId, reason, parkedAtMs, attempts: 0, ...about };
  await ports.failures.park({ ...entry, job: letter.body });
  await ports.deadLetters.remove(queue, letter.receiptHandle);
  ports.log.write('error', { event: 'outcome', outcome: 'parked', reason, queue, deliveryId, ...about });
}

function readJob(body: string): Job | undefined {
  try {
    return parseJob(body);
  } catch (error) {
    if (error instanceof JobError) return undefined;
    throw error;
  }
}
