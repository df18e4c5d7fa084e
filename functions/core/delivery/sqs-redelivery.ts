// What becomes of received messages, and how many wait, on SQS.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { QUEUE } from '../policy.ts';
import type { QueueDepth, Redelivery } from './job-queue.ts';
import type { QueueUrls } from './sqs-job-queue.ts';

export function sqsQueueDepth(client: SQSClient, urls: QueueUrls): QueueDepth {
  const name = 'ApproximateNumberOfMessages';
  return {
    async waiting(queue) {
      const command = new GetQueueAttributesCommand({ QueueUrl: urls[queue], AttributeNames: [name] });
      return Number((await client.send(command)).Attributes?.[name] ?? 0);
    },
  };
}

export function sqsRedelivery(client: SQSClient, urls: QueueUrls): Redelivery {
  return {
    async remove(queue, receiptHandle) {
      await client.send(new DeleteMessageCommand({ QueueUrl: urls[queue], ReceiptHandle: receiptHandle }));
    },

    async retryIn(queue, receiptHandle, delayMs) {
      const seconds = Math.min(Math.max(0, Math.ceil(delayMs / 1000)), QUEUE.maxVisibilitySeconds);
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urls[queue],
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}
