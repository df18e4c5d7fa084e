// Hands messages back to their queue, each hidden for its own backoff: without it they would stay hidden for the
// queue's visibility timeout, which is made for the longest job.
import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueName, Redelivery } from '../core/delivery/job-queue.ts';
import type { Log } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import type { Retry } from './message.ts';

export interface HeldMessage {
  readonly id: string;
  readonly receiptHandle: string;
}

export async function returnMessages(
  queue: QueueName,
  messages: readonly HeldMessage[],
  retries: readonly Retry[],
  { redelivery, log }: { readonly redelivery: Redelivery; readonly log: Log },
): Promise<SQSBatchResponse> {
  const handles = new Map(messages.map(({ id, receiptHandle }) => [id, receiptHandle]));
  await Promise.all(
    retries.map(async ({ id, afterMs }) => {
      try {
        await redelivery.retryIn(queue, handles.get(id) ?? '', afterMs);
      } catch (error) {
        // It comes back all the same, only later.
        log.write('warn', { event: 'hand_back', queue, error: errorName(error) });
      }
    }),
  );
  return { batchItemFailures: retries.map(({ id }) => ({ itemIdentifier: id })) };
}
