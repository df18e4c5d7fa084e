export type QueueName = 'waits' | 'events';

export interface JobQueue {
  /** Resolves when the queue has it. A deduplication id that the queue saw in the last 5 minutes changes nothing. */
  send(message: QueueMessage, signal?: AbortSignal): Promise<void>;
}

export interface QueueMessage {
  readonly queue: QueueName;
  readonly job: string;
  /** Order is kept within a group. */
  readonly group: string;
  readonly deduplicationId: string;
}

/** A message that came out of a queue, as far as its retry is concerned. */
export interface Redelivery {
  /** Hides the message for so long, from now. At most 12 hours. */
  retryIn(queue: QueueName, receiptHandle: string, delayMs: number): Promise<void>;
}

/** Where a queue puts what the worker could not even give back: it crashed each time. */
export interface DeadLetters {
  /** Some of them, hidden from others for a minute; none when there are none. */
  receive(queue: QueueName): Promise<readonly DeadLetter[]>;
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
}

export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
}
