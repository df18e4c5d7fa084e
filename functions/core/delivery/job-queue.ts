export type QueueName = 'waits' | 'events';

export interface JobQueue {
  /** Resolves when the queue has it. The queue drops a deduplication id that it had in the last 5 minutes. */
  send(message: QueueMessage, signal?: AbortSignal): Promise<void>;
}

export interface QueueDepth {
  /** About how many messages nobody has received yet. */
  waiting(queue: QueueName): Promise<number>;
}

export interface QueueMessage {
  readonly queue: QueueName;
  readonly job: string;
  /** Order is kept within a group. */
  readonly group: string;
  readonly deduplicationId: string;
}

/** What becomes of a received message. */
export interface Redelivery {
  /** Deletes it. */
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
  /** Hides the message for so long, from now. At most 12 hours. */
  retryIn(queue: QueueName, receiptHandle: string, delayMs: number): Promise<void>;
}

/** The queue of messages that the worker could not return, because it crashed each time. */
export interface DeadLetters {
  /** Some of them, hidden from others for a minute. */
  receive(queue: QueueName): Promise<readonly DeadLetter[]>;
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
}
