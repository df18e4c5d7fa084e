// Sending to SQS by the SDK's client.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageSender } from './sqs.ts';

export function sdkMessageSender(client: SQSClient): MessageSender {
  return {
    async sendMessage(message, signal) {
      await client.send(new SendMessageCommand(message), signal && { abortSignal: signal });
    },
  };
}
