// The adapters on SQS keep the contract, on an embedded engine.
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { afterAll, beforeAll } from 'vitest';
import { sqsDeadLetters } from '../../functions/core/delivery/sqs-dead-letters.ts';
import { sqsJobQueue } from '../../functions/core/delivery/sqs-job-queue.ts';
import { sqsRedelivery } from '../../functions/core/delivery/sqs-redelivery.ts';
import { STORE } from '../../functions/core/policy.ts';
import { sdkMessageSender } from '../../functions/runtime/aws/sdk-sqs.ts';
import { signedMessageSender } from '../../functions/runtime/aws/signed/sqs.ts';
import type { MessageSender } from '../../functions/runtime/aws/sqs.ts';
import { type QueuesFixture, queuesContract } from './queues.ts';

const region = 'us-east-1';
const engine = buildApp({ logger: false });
let client: SQSClient;
let endpoint: string;
let queues = 0;

beforeAll(async () => {
  endpoint = await engine.listen({ host: '127.0.0.1', port: 0 });
  process.env['AWS_ACCESS_KEY_ID'] = 'none';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'none';
  client = new SQSClient({ endpoint, region });
});

afterAll(async () => {
  client?.destroy();
  await engine.close();
});

/** The URL of a new queue. The URL of the engine has a host that does not resolve. */
async function makeQueue(): Promise<string> {
  queues += 1;
  const QueueName = `queue-${queues}.fifo`;
  await client.send(
    new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', VisibilityTimeout: '60' } }),
  );
  return `${endpoint}/000000000000/${QueueName}`;
}

queuesContract('the queues on SQS by the SDK', () => open(sdkMessageSender(client)));
queuesContract('the queues on SQS by signed requests', () =>
  open(signedMessageSender({ region, origin: new URL(endpoint), limits: STORE })),
);

async function open(sender: MessageSender): Promise<QueuesFixture> {
  const urls = { waits: await makeQueue(), events: await makeQueue() };
  const deadLetterUrls = { waits: await makeQueue(), events: await makeQueue() };
  return {
    queue: sqsJobQueue(sender, urls),
    redelivery: sqsRedelivery(client, urls),
    deadLetters: sqsDeadLetters(client, deadLetterUrls),

    async receive(queue) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: urls[queue],
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      return Messages.map(({ Body = '', ReceiptHandle = '', Attributes }) => ({
        body: Body,
        receiptHandle: ReceiptHandle,
        group: Attributes?.MessageGroupId ?? '',
        receiveCount: Number(Attributes?.ApproximateReceiveCount),
      }));
    },

    async remove(queue, ReceiptHandle) {
      await client.send(new DeleteMessageCommand({ QueueUrl: urls[queue], ReceiptHandle }));
    },

    async bury(queue, MessageBody, id) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterUrls[queue],
          MessageBody,
          MessageGroupId: id,
          MessageDeduplicationId: id,
        }),
      );
    },
  };
}
