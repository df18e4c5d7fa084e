// Sends to SQS by signed requests.
import { hash } from 'node:crypto';
import type { MessageSender } from '../sqs.ts';
import { contentOf, jsonCall } from './json-call.ts';
import { type SignedClientOptions, signedClient } from './signed-client.ts';

/** SQS has another text than was sent. */
export class DamagedMessageError extends Error {
  override readonly name = 'DamagedMessageError';
  readonly code = 'sqs_md5';
  readonly retryable = true;
}

/** Throws {RefusedError}, {DamagedMessageError} and {NoAnswerError}. */
export function signedMessageSender(options: Omit<SignedClientOptions, 'service'>): MessageSender {
  const client = signedClient({ service: 'sqs', ...options });
  return {
    async sendMessage(message, signal) {
      const answer = await jsonCall(client, 'AmazonSQS.SendMessage', message, { signal });
      const { MD5OfMessageBody }: { MD5OfMessageBody?: string } = contentOf('sqs', answer);
      if (MD5OfMessageBody !== hash('md5', message.MessageBody, 'hex')) {
        throw new DamagedMessageError('SQS answered with another MD5 than that of the message.');
      }
    },
  };
}
