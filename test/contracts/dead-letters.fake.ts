// The fake of the dead-letter queues.
import type { DeadLetters } from '../../functions/core/delivery/job-queue.ts';
import type { Queues } from './queues.fake.ts';

const AT_ONCE = 10;
const HIDDEN_MS = 60_000;

export function memoryDeadLetters({ deadLetters }: Queues): DeadLetters {
  return {
    async receive(queue) {
      const received = deadLetters[queue].receive(AT_ONCE, HIDDEN_MS);
      return received.map(({ id, body, receiptHandle }) => ({ id, body, receiptHandle }));
    },

    async remove(queue, receiptHandle) {
      deadLetters[queue].remove(receiptHandle);
    },
  };
}
