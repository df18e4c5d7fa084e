// Both queues with their dead-letter queues, in memory.

import type { QueueName } from '../../functions/core/delivery/job-queue.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import { type FifoQueue, fifoQueue } from './fifo-queue.fake.ts';

export interface Queues {
  readonly main: Readonly<Record<QueueName, FifoQueue>>;
  readonly deadLetters: Readonly<Record<QueueName, FifoQueue>>;
}

export interface QueuesOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly visibilityMs: number;
  readonly maxReceiveCount: number;
}

export function memoryQueues({ clock, visibilityMs, maxReceiveCount }: QueuesOptions): Queues {
  const deadLetters = {
    waits: fifoQueue({ clock, visibilityMs: 60_000 }),
    events: fifoQueue({ clock, visibilityMs: 60_000 }),
  };
  const queue = (name: QueueName) =>
    fifoQueue({ clock, visibilityMs, deadLetters: { queue: deadLetters[name], maxReceiveCount } });
  return { deadLetters, main: { waits: queue('waits'), events: queue('events') } };
}
