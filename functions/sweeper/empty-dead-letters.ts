// Empties the dead-letter queues into the error log: entry first, then the message goes.
import { parkMessage } from '../shared/park.ts';
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
  const parked = await parkMessage(letter, { reason: 'worker_crashed', attempts: 0 }, ports);
  await ports.deadLetters.remove(queue, letter.receiptHandle);
  ports.log.write('error', { event: 'outcome', outcome: 'parked', queue, ...parked });
}
