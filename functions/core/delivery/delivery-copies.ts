import type { QueueName } from './job-queue.ts';

/** Copies of deliveries that the queue did not confirm in time, for sources that do not wait. */
export interface DeliveryCopies {
  keep(copy: DeliveryCopy, signal?: AbortSignal): Promise<void>;
  load(key: string): Promise<DeliveryCopy | undefined>;
  /** Only while it is due: since then a worker may have put it into its conversation's backlog. */
  remove(key: string): Promise<void>;
}

export interface DeliveryCopy {
  readonly deliveryId: string;
  readonly queue: QueueName;
  readonly job: string;
  readonly group: string;
  readonly deduplicationId: string;
}
