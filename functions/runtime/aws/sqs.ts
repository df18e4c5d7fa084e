// SQS as a sender uses it: by the SDK (sdk-sqs.ts), or by a request that is signed here (signed/sqs.ts).
import type { SendMessageCommandInput } from '@aws-sdk/client-sqs';

export interface MessageSender {
  /** Resolves when the queue has the message. Throws the errors of its client. */
  sendMessage(message: FifoMessage, signal?: AbortSignal): Promise<void>;
}

export type FifoMessage = Required<
  Pick<SendMessageCommandInput, 'QueueUrl' | 'MessageBody' | 'MessageGroupId' | 'MessageDeduplicationId'>
>;
