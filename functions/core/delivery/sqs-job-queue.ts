// The queues, as a port for sending, on SQS.
import type { MessageSender } from '../../runtime/aws/sqs.ts';
import type { JobQueue, QueueName } from './job-queue.ts';

export type QueueUrls = Readonly<Record<QueueName, string>>;

export function sqsJobQueue(sender: MessageSender, urls: QueueUrls): JobQueue {
  return {
    send({ queue, job, group, deduplicationId }, signal) {
      const message = {
        QueueUrl: urls[queue],
        MessageBody: job,
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
      };
      return sender.sendMessage(message, signal);
    },
  };
}
