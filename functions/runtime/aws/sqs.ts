// SQS as a sender uses it: by the SDK (sdk-sqs.ts), or by a request that is signed here (signed/sqs.ts).

export interface MessageSender {
  /** Resolves when the queue has the message. Throws the errors of its client. */
  sendMessage(message: FifoMessage, signal?: AbortSignal): Promise<void>;
}

export interface FifoMessage {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly MessageDeduplicationId: string;
}
