// The dead-letter queues, as the sweeper empties them.

import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { QUEUE } from '../policy.ts';
import type { DeadLetters } from './job-queue.ts';
import type { QueueUrls } from './sqs-job-queue.ts';

/** `urls` are the dead-letter queues', by the name of the queue whose letters they take. */
export function sqsDeadLetters(client: SQSClient, urls: QueueUrls): DeadLetters {
  return {
    async receive(queue) {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: urls[queue],
          MaxNumberOfMessages: 10,
          VisibilityTimeout: QUEUE.deadLetterVisibilitySeconds,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
      );
      // Every message has all three. One without could neither be named nor deleted; it stays in the queue.
      return (Messages ?? []).flatMap(({ MessageId: id, Body: body, ReceiptHandle: receiptHandle }) =>
        id !== undefined && body !== undefined && receiptHandle !== undefined
          ? [{ id, body, receiptHandle }]
          : [],
      );
    },

    async remove(queue, receiptHandle) {
      await client.send(new DeleteMessageCommand({ QueueUrl: urls[queue], ReceiptHandle: receiptHandle }));
    },
  };
}
