// What every peer does besides its framework: compares a token, and puts the webhook on a queue with the SDK's client.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { isSame, sha256 } from '../../functions/runtime/hmac.ts';

const client = new SQSClient({});
const TOKEN = String(process.env['ACUSE_KEY']);
const QUEUE_URL = process.env['EVENTS_QUEUE_URL'];

/** Compares in constant time. */
export const isToken = (presented: string | undefined): boolean => isSame(presented ?? '', TOKEN);

/** `webhook`: parsed JSON of Treble. */
export async function enqueue(webhook: unknown): Promise<void> {
  const body = JSON.stringify(webhook);
  await client.send(
    new SendMessageCommand({
      QueueUrl: QUEUE_URL,
      MessageBody: body,
      MessageGroupId: String(Object(webhook).session_id),
      MessageDeduplicationId: sha256(body),
    }),
  );
}
