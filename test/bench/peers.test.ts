// The peers do the job that they are measured by: on an embedded SQS.
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postEvent } from '../../bench/gateway-event.ts';
import { PEERS } from '../../bench/subjects.ts';
import { type Stores, startStores } from '../engines/stores.ts';

const TOKEN = 'token-of-the-peers';
const webhookOf = (session_id: string) => ({ session_id, question: { text: '¿Nombre?' } });
const before = { ...process.env };

let stores: Stores;

beforeAll(async () => {
  stores = await startStores();
  Object.assign(process.env, {
    ACUSE_KEY: TOKEN,
    EVENTS_QUEUE_URL: stores.queues.events,
    AWS_ENDPOINT_URL_SQS: stores.endpoints.sqs,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterAll(async () => {
  process.env = before;
  await stores.stop();
});

const file = (name: string) => name.replace('Peer', '-peer');

async function call(name: string, token: string) {
  const { handler } = await import(`../../bench/handlers/${file(name)}.ts`);
  const url = `https://acuse.example/hooks/peer?token=${token}`;
  const event = postEvent(url, JSON.stringify(webhookOf(name)));
  return handler(event, { getRemainingTimeInMillis: () => 10_000 });
}

async function queued(): Promise<unknown[]> {
  const { Messages = [] } = await stores.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stores.queues.events,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  return Messages.map(({ Body = '', Attributes }) => [Attributes?.MessageGroupId, JSON.parse(Body)]);
}

for (const { name, title } of PEERS) {
  test(`${title} refuses a wrong token, and queues nothing`, async () => {
    expect(await call(name, 'token-of-another')).toMatchObject({ statusCode: 401 });
    expect(await queued()).toEqual([]);
  });

  test(`${title} answers 200 with {}, and queues the webhook in the group of its session`, async () => {
    const { statusCode, headers, body } = await call(name, TOKEN);
    expect([statusCode, body]).toEqual([200, '{}']);
    expect(headers['content-type']).toContain('application/json');
    expect(await queued()).toEqual([[name, webhookOf(name)]]);
  });
}
