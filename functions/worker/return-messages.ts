// Returns messages to their queue, each hidden for its own pause. Without it they stay hidden for the queue's visibility
// timeout, which is as long as the longest job.
import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueName, Redelivery } from '../core/delivery/job-queue.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import type { Retry } from './message.ts';

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
}

export async function returnMessages(
  queue: QueueName,
  messages: readonly ReceivedMessage[],
  retries: readonly Retry[],
  { redelivery, log }: { readonly redelivery: Redelivery; readonly log: Log },
): Promise<SQSBatchResponse> {
  const pauses = new Map(retries.map(({ id, afterMs }) => [id, afterMs]));
  await Promise.all(
    messages.map(async ({ id, receiptHandle }) => {
      const afterMs = pauses.get(id);
      if (afterMs === undefined) return;
      try {
        await redelivery.retryIn(queue, receiptHandle, afterMs);
      } catch (error) {
        // It comes back all the same, only later.
        log.write('warn', { event: 'return_error', queue, error: errorName(error) });
      }
    }),
  );
  return { batchItemFailures: retries.map(({ id }) => ({ itemIdentifier: id })) };
}
