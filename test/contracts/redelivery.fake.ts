// The fake of the redelivery. SQS has whole seconds.
import type { Redelivery } from '../../functions/core/delivery/job-queue.ts';
import type { Queues } from './queues.fake.ts';

export function memoryRedelivery({ main }: Queues): Redelivery {
  return {
    async remove(queue, receiptHandle) {
      main[queue].remove(receiptHandle);
    },

    async retryIn(queue, receiptHandle, delayMs) {
      main[queue].hide(receiptHandle, Math.max(0, Math.ceil(delayMs / 1000)) * 1000);
    },
  };
}
