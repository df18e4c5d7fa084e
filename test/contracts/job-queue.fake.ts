// The fake of the job queue.
import type { JobQueue, QueueDepth } from '../../functions/core/delivery/job-queue.ts';
import type { Queues } from './queues.fake.ts';

export function memoryQueueDepth({ main }: Queues): QueueDepth {
  return { waiting: async (queue) => main[queue].visible() };
}

export function memoryJobQueue({ main }: Queues): JobQueue {
  return {
    async send({ queue, job, group, deduplicationId }, signal) {
      signal?.throwIfAborted();
      main[queue].send({ body: job, group, deduplicationId });
    },
  };
}
