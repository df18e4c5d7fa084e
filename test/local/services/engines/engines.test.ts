// What the engines keep, and what they do not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsJson, awsJson } from '../../../../local/services/engines/aws-json.ts';
import { type Engines, startEngines } from '../../../../local/services/engines/engines.ts';
import { deleteExpired } from '../../../../local/services/engines/expiry.ts';
import { provision } from '../../../../local/services/engines/provision.ts';
import type { Plan, TablePlan } from '../../../../local/template/plan.ts';

const directory = mkdtempSync(join(tmpdir(), 'acuse-test-'));
const NOW_MS = 1_800_000_000_000;

const table: TablePlan = {
  logicalId: 'Items',
  name: 'Items',
  definition: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['hour', 'entry'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'hour', KeyType: 'HASH' },
      { AttributeName: 'entry', KeyType: 'RANGE' },
    ],
  },
  expiry: 'expiresAt',
};
const queues = [
  {
    logicalId: 'Dead',
    name: 'dead.fifo',
    arn: 'arn:aws:sqs:us-east-1:000000000000:dead.fifo',
    attributes: { FifoQueue: 'true' },
  },
  {
    logicalId: 'Queue',
    name: 'queue.fifo',
    arn: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
    attributes: {
      FifoQueue: 'true',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead.fifo',
        maxReceiveCount: 1,
      }),
    },
  },
];

let engines: Engines;
let dynamodb: AwsJson;
let sqs: AwsJson;

beforeAll(async () => {
  engines = await startEngines(directory);
  dynamodb = awsJson(engines.endpoints.dynamodb, 'DynamoDB_20120810');
  sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
  await provision({ queues, tables: [table], buckets: [] } as unknown as Plan, engines, { repair: false });
});
afterAll(async () => {
  await engines.stop();
  rmSync(directory, { recursive: true, force: true });
});

const put = (entry: string, expiresAt?: number) =>
  dynamodb('PutItem', {
    TableName: table.name,
    Item: {
      hour: { S: 'h' },
      entry: { S: entry },
      ...(expiresAt && { expiresAt: { N: String(expiresAt) } }),
    },
  });
const entries = async () =>
  Object(await dynamodb('Scan', { TableName: table.name }))
    .Items.map(({ entry }: { entry: { S: string } }) => entry.S)
    .sort();

test('an item is deleted when its time has passed; one without a time stays', async () => {
  await put('passed', NOW_MS / 1000 - 1);
  await put('to come', NOW_MS / 1000 + 1);
  await put('for ever');
  await deleteExpired({ ...table, expiry: undefined }, { dynamodb, nowMs: NOW_MS });
  expect(await entries()).toEqual(['for ever', 'passed', 'to come']);
  await deleteExpired(table, { dynamodb, nowMs: NOW_MS });
  expect(await entries()).toEqual(['for ever', 'to come']);
  await deleteExpired(table, { dynamodb, nowMs: NOW_MS + 2_000 });
  expect(await entries()).toEqual(['for ever']);
});

const receive = async (queue: string) => {
  const request = { QueueUrl: engines.queueUrl(queue), VisibilityTimeout: 0, MaxNumberOfMessages: 10 };
  return Object(await sqs('ReceiveMessage', request)).Messages?.map(({ Body }: { Body: string }) => Body);
};

test('a message has its body each time that it is received, and in the dead-letter queue', async () => {
  const message = { MessageBody: 'ñ', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  await sqs('SendMessage', { QueueUrl: engines.queueUrl('queue.fifo'), ...message });
  expect(await receive('queue.fifo')).toEqual(['ñ']);
  expect(await receive('queue.fifo')).toBeUndefined();
  expect(await receive('dead.fifo')).toEqual(['ñ']);
  expect(await receive('dead.fifo')).toEqual(['ñ']);
});
