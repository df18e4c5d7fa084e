// The answer to a platform, and its time, while a store hangs, refuses, fails or loses its answers: the real adapters
// and the embedded engines, with a proxy that makes these faults.
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dynamoDbBacklogs } from '../../../functions/core/backlog/dynamodb-backlogs.ts';
import { dynamoDbCopies } from '../../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { sqsJobQueue } from '../../../functions/core/delivery/sqs-job-queue.ts';
import { STORE } from '../../../functions/core/policy.ts';
import { newSource } from '../../../functions/core/source/source.ts';
import { dynamoDbSessions } from '../../../functions/core/wait/dynamodb-sessions.ts';
import { accept } from '../../../functions/ingest/accept.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import { signedDynamoDb } from '../../../functions/runtime/aws/signed/dynamodb.ts';
import { signedMessageSender } from '../../../functions/runtime/aws/signed/sqs.ts';
import { clock } from '../../../functions/runtime/clock.ts';
import { jsonLog } from '../../../functions/runtime/log.ts';
import { memoryBodies, memoryDirectory } from '../../contracts/sources.fake.ts';
import { type Fault, type FaultProxy, faultProxy } from '../../engines/fault-proxy.ts';
import { type Stores, startStores } from '../../engines/stores.ts';
import { KEY, waitingBody, webhook } from './webhook.ts';

let stores: Stores;
let queueProxy: FaultProxy;
let tableProxy: FaultProxy;
let lines: string[];

beforeAll(async () => {
  stores = await startStores();
  queueProxy = await faultProxy(stores.endpoints.sqs);
  tableProxy = await faultProxy(stores.endpoints.dynamodb);
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  process.env['AWS_ENDPOINT_URL_SQS'] = queueProxy.url;
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = tableProxy.url;
});

afterAll(async () => {
  await queueProxy.close();
  await tableProxy.close();
  await stores.stop();
});

beforeEach(async () => {
  lines = [];
  queueProxy.misbehave('none');
  tableProxy.misbehave('none');
  await stores.sqs.send(new PurgeQueueCommand({ QueueUrl: stores.queues.waits }));
  await stores.sqs.send(new PurgeQueueCommand({ QueueUrl: stores.queues.events }));
});

let deliveries = 0;

/** New clients each time, as after a cold start, without open connections. */
async function post(source: string, sessionId: string, directory = memoryDirectory()) {
  deliveries += 1;
  const deliveryId = `delivery-${deliveries}`;
  const aws = { region: 'us-east-1', limits: STORE };
  const client = signedDynamoDb(aws);
  const table = stores.sessionsTable;
  const urls = { waits: stores.queues.waits, events: stores.queues.events };
  const proxied = {
    waits: urls.waits.replace(stores.endpoints.sqs, queueProxy.url),
    events: urls.events.replace(stores.endpoints.sqs, queueProxy.url),
  };
  const ports = {
    queue: sqsJobQueue(signedMessageSender(aws), proxied),
    sessions: dynamoDbSessions({ client, table, clock, retentionMs: 1000_000 }),
    copies: dynamoDbCopies({ client, table, clock }),
    backlogs: dynamoDbBacklogs({ client, table, clock }),
    directory,
    bodies: memoryBodies(),
    clock,
    log: jsonLog('ingest', clock.nowMs, (line) => lines.push(line)),
    newId: () => deliveryId,
  };
  const startedAtMs = performance.now();
  const request = readWebhookRequest(webhook({ source, body: waitingBody(sessionId) }));
  const answer = await accept(request, ports, { keys: KEY, deadlineMs: 300_000 });
  const tookMs = performance.now() - startedAtMs;
  const line = JSON.parse(lines.at(-1) ?? '{}');
  return { status: answer.statusCode, headers: answer.headers, tookMs, line, deliveryId };
}

async function queued(queue: 'waits' | 'events'): Promise<number> {
  const command = new ReceiveMessageCommand({ QueueUrl: stores.queues[queue], MaxNumberOfMessages: 10 });
  return (await stores.sqs.send(command)).Messages?.length ?? 0;
}

async function registered(conversation: string): Promise<boolean> {
  const key = { ref: { S: conversation } };
  const command = new GetItemCommand({ TableName: stores.sessionsTable, Key: key, ConsistentRead: true });
  return (await stores.dynamoDb.send(command)).Item !== undefined;
}

async function inTable(ref: string): Promise<boolean> {
  const { Items } = await stores.dynamoDb.send(new ScanCommand({ TableName: stores.sessionsTable }));
  return (Items ?? []).some((item) => item['ref']?.S === ref);
}
const copied = (deliveryId: string) => inTable(`delivery#${deliveryId}`);

describe('a waiting source', () => {
  test('is durable in both stores when both work', async () => {
    const { status, line } = await post('treble', 'both-well');
    expect(status).toBe(200);
    expect(line).toMatchObject({
      outcome: 'accepted',
      queueMs: expect.any(Number),
      tableMs: expect.any(Number),
    });
    for (const unusual of ['queue', 'table', 'registration', 'status'])
      expect(line).not.toHaveProperty(unusual);
    expect(await queued('waits')).toBe(1);
    expect(await registered(line.conversation)).toBe(true);
  });

  test.each<Fault>(['hang', 'refuse', 'error', 'lose_answer'])(
    'is acknowledged from the table when the queue answers with %s',
    async (fault) => {
      queueProxy.misbehave(fault);
      const { status, line } = await post('treble', `queue-${fault}`);
      expect(status).toBe(200);
      expect(line).toMatchObject({ outcome: 'accepted', tableMs: expect.any(Number) });
      expect(line).not.toHaveProperty('table');
      expect(line.queue).toMatch(/^(failed|pending)$/);
      expect(await registered(line.conversation)).toBe(true);
    },
  );

  test.each<Fault>(['hang', 'refuse', 'error', 'lose_answer'])(
    'is acknowledged from the queue when the table answers with %s',
    async (fault) => {
      tableProxy.misbehave(fault);
      const { status, line } = await post('treble', `table-${fault}`);
      expect(status).toBe(200);
      expect(line).toMatchObject({ outcome: 'accepted', queueMs: expect.any(Number) });
      expect(line).not.toHaveProperty('queue');
      expect(line.table).toMatch(/^(failed|pending)$/);
      expect(await queued('waits')).toBe(1);
    },
  );

  test('is answered after 1.2 s, not earlier, when one store hangs', async () => {
    tableProxy.misbehave('hang');
    const { tookMs, line } = await post('treble', 'hang-time');
    expect(line.table).toBe('pending');
    expect(tookMs).toBeGreaterThanOrEqual(1190);
  });

  test.each<[Fault, Fault]>([
    ['hang', 'hang'],
    ['refuse', 'refuse'],
    ['hang', 'refuse'],
    ['refuse', 'hang'],
    ['error', 'error'],
  ])('is refused with 503 when the queue answers with %s and the table with %s', async (queue, table) => {
    queueProxy.misbehave(queue);
    tableProxy.misbehave(table);
    const { status, headers, line } = await post('treble', `both-${queue}-${table}`);
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(line).toMatchObject({ level: 'error', outcome: 'unavailable' });
  });
});

describe('a source that does not wait', () => {
  test('writes no copy when the queue works', async () => {
    const { status, deliveryId, line } = await post('treble-events', 'event-well');
    expect(status).toBe(200);
    expect(await queued('events')).toBe(1);
    expect(await copied(deliveryId)).toBe(false);
    expect(await inTable(`backlog#${line.conversation}`)).toBe(false);
  });

  test.each<Fault>(['hang', 'refuse', 'error', 'lose_answer'])(
    'is acknowledged from a copy when the queue answers with %s',
    async (fault) => {
      queueProxy.misbehave(fault);
      const { status, deliveryId, line } = await post('treble-events', `event-${fault}`);
      expect(status).toBe(200);
      expect(await copied(deliveryId)).toBe(true);
      // So that the next event of its conversation goes behind it.
      expect(await inTable(`backlog#${line.conversation}`)).toBe(true);
    },
  );

  test('is refused with 503 when neither store answers', async () => {
    queueProxy.misbehave('hang');
    tableProxy.misbehave('hang');
    const { status } = await post('treble-events', 'event-none');
    expect(status).toBe(503);
  });
});

describe('a source that an agent bot of Chatwoot posts to', () => {
  const crm = newSource('trino', 'trino', false);
  const bot = memoryDirectory([{ ...crm, agentBot: true }]);

  test.each([
    ['500, which Chatwoot repeats', bot, 500],
    ['503 while its settings are not known', memoryDirectory('unread'), 503],
    ['503 like every other source where it is no agent bot', memoryDirectory([crm]), 503],
  ])('is refused with %s', async (_, directory, expected) => {
    queueProxy.misbehave('refuse');
    tableProxy.misbehave('refuse');
    const { status, headers, line } = await post('trino', 'bot', directory);
    expect(status).toBe(expected);
    expect(headers['retry-after']).toBe('5');
    expect(line).toMatchObject({ level: 'error', outcome: 'unavailable', status: expected });
  });

  test('is acknowledged with 200 as all others when the delivery is stored', async () => {
    expect((await post('trino', 'bot-well', bot)).status).toBe(200);
  });
});

test('no line of the log has the session id, the token, the phone number or the answer', async () => {
  queueProxy.misbehave('refuse');
  tableProxy.misbehave('refuse');
  await post('treble', 'a-secret-session');
  expect(lines.join('\n')).not.toMatch(/a-secret-session|3000000000|foto\.jpg|token/);
});
