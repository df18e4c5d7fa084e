// The queues, as ports, on SQS.

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { QUEUE } from '../policy.ts';
import type { JobQueue, QueueDepth, QueueName, Redelivery } from './job-queue.ts';

export type QueueUrls = Readonly<Record<QueueName, string>>;

export function sqsJobQueue(client: SQSClient, urls: QueueUrls): JobQueue {
  return {
    async send({ queue, job, group, deduplicationId }, signal) {
      const command = new SendMessageCommand({
        QueueUrl: urls[queue],
        MessageBody: job,
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      });
      await client.send(command, signal && { abortSignal: signal });
    },
  };
}

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
