// With the real engine for SQS: a FIFO queue with a dead-letter queue.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type AwsJson, awsJson } from '../../../local/services/engines/aws-json.ts';
import { type Engines, startEngines } from '../../../local/services/engines/engines.ts';
import { startEventSource, succeededMessages } from '../../../local/services/event-source.ts';
import type { InvocationResult } from '../../../local/services/lambda/environment.ts';
import type { EventSourcePlan } from '../../../local/template/plan.ts';
import { functionPlan, hostFor, listenForReports } from './lambda/test-functions.ts';

const directory = mkdtempSync(join(tmpdir(), 'acuse-test-'));
let engines: Engines;
let sqs: AwsJson;
let number = 0;
let name: string;

beforeAll(async () => {
  engines = await startEngines(directory);
  sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
});
afterAll(async () => {
  await engines.stop();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  number += 1;
  name = `test-${number}.fifo`;
  await sqs('CreateQueue', { QueueName: `dead-${name}`, Attributes: { FifoQueue: 'true' } });
});

const url = (queue = name) => engines.queueUrl(queue);
const arn = (queue = name) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

async function makeQueue(attributes: Record<string, string>): Promise<void> {
  await sqs('CreateQueue', { QueueName: name, Attributes: { FifoQueue: 'true', ...attributes } });
}

async function send(body: string, group = body): Promise<void> {
  await sqs('SendMessage', {
    QueueUrl: url(),
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: body,
  });
}

type BatchRecord = {
  messageId: string;
  body: string;
  receiptHandle: string;
  attributes: Record<string, string>;
};
type Records = readonly BatchRecord[];

/** Calls `work` for each batch until the test ends. */
function feed(
  work: (records: Records) => Promise<InvocationResult>,
  plan: Partial<EventSourcePlan> = {},
): string[] {
  const lines: string[] = [];
  const source = startEventSource(
    {
      logicalId: 'Test',
      queue: { logicalId: 'Queue', name, arn: arn(), attributes: {} },
      functionId: 'TestFunction',
      batchSize: 10,
      reportsItemFailures: true,
      maxConcurrency: 2,
      ...plan,
    },
    {
      queueUrl: url(),
      sqs,
      invoke: (event) => work(Object(event).Records),
      log: (line) => void lines.push(line),
    },
  );
  onTestFinished(source.stop);
  return lines;
}

/** At once, in place of at the end of its visibility timeout. */
const showAgain = (receiptHandle: string | undefined) =>
  sqs('ChangeMessageVisibility', {
    QueueUrl: url(),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: 0,
  });

/** Visible and hidden messages. */
async function counts(queue = name): Promise<[visible: number, hidden: number]> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const answer = await sqs('GetQueueAttributes', { QueueUrl: url(queue), AttributeNames: names });
  const [visible, hidden] = names.map((one) => Number(Object(answer).Attributes[one]));
  return [visible ?? NaN, hidden ?? NaN];
}

const soon = { timeout: 120_000, interval: 10 };
const becomes = (expected: [number, number], queue = name) =>
  vi.waitFor(async () => expect(await counts(queue)).toEqual(expected), soon);

const ok = (payload: unknown = null): InvocationResult => ({ ok: true, payload });
const failed: InvocationResult = { ok: false, error: { errorType: 'Error', errorMessage: 'no' } };
const failures = (...records: (BatchRecord | undefined)[]) =>
  ok({ batchItemFailures: records.map((record) => ({ itemIdentifier: record?.messageId })) });

describe('a batch', () => {
  test('has real records, and is deleted when it succeeds', async () => {
    await makeQueue({ VisibilityTimeout: '60' });
    await send('one', 'group');
    const { promise, resolve } = Promise.withResolvers<Records>();
    feed(async (records) => {
      resolve(records);
      return ok();
    });
    expect(await promise).toEqual([
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: 'one',
        attributes: expect.objectContaining({
          ApproximateReceiveCount: '1',
          MessageGroupId: 'group',
          MessageDeduplicationId: 'one',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
        }),
        messageAttributes: {},
        md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
        eventSource: 'aws:sqs',
        eventSourceARN: arn(),
        awsRegion: 'us-east-1',
      },
    ]);
    await becomes([0, 0]);
  });

  test('has at most its size', async () => {
    await makeQueue({ VisibilityTimeout: '60' });
    for (const body of ['a', 'b', 'c', 'd', 'e']) await send(body);
    const sizes: number[] = [];
    feed(
      async (records) => {
        sizes.push(records.length);
        return ok();
      },
      { batchSize: 2 },
    );
    await becomes([0, 0]);
    expect(sizes).toEqual([2, 2, 1]);
  });

  test('is deleted without the failed messages, which come again in order when their visibility timeout ends', async () => {
    // Long enough for a busy machine to delete what succeeded.
    await makeQueue({ VisibilityTimeout: '5' });
    for (const body of ['good', 'bad']) await send(body);
    await send('after bad', 'bad');
    const seen: string[] = [];
    feed(async (records) => {
      for (const { body, attributes } of records)
        seen.push(`${body} ${attributes['ApproximateReceiveCount']}`);
      const bad = records.find(
        ({ body, attributes }) => body === 'bad' && attributes['ApproximateReceiveCount'] === '1',
      );
      return bad ? failures(bad) : ok();
    });
    await becomes([0, 0]);
    expect(seen).toEqual(['good 1', 'bad 1', 'bad 2', 'after bad 1']);
  });

  test('stays as a whole when the function fails, and is deleted as a whole when the function reports no items', async () => {
    await makeQueue({ VisibilityTimeout: '600' });
    for (const body of ['a', 'b']) await send(body);
    const seen: string[] = [];
    const lines = feed(
      async (records) => {
        const isFirst = seen.length === 0;
        seen.push(
          ...records.map(({ body, attributes }) => `${body} ${attributes['ApproximateReceiveCount']}`),
        );
        if (!isFirst) return failures(records[0]);
        for (const { receiptHandle } of records) await showAgain(receiptHandle);
        return failed;
      },
      { reportsItemFailures: false },
    );
    await becomes([0, 0]);
    // The second time they may come one by one.
    expect([seen.slice(0, 2), seen.slice(2).sort()]).toEqual([
      ['a 1', 'b 1'],
      ['a 2', 'b 2'],
    ]);
    expect(lines).toEqual(['Test: a batch of 2 failed as a whole']);
  });

  test('becomes visible at once when the function sets that, and its group continues', async () => {
    await makeQueue({ VisibilityTimeout: '600' });
    for (const body of ['first', 'second']) await send(body, 'group');
    const seen: string[] = [];
    feed(async ([record]) => {
      seen.push(`${record?.body} ${record?.attributes['ApproximateReceiveCount']}`);
      if (seen.length > 1) return ok();
      await showAgain(record?.receiptHandle);
      return failures(record);
    });
    await becomes([0, 0]);
    expect(seen).toEqual(['first 1', 'first 2', 'second 1']);
  });
});

describe('the dead-letter queue', () => {
  const policy = (maxReceiveCount: number) =>
    JSON.stringify({ deadLetterTargetArn: arn(`dead-${name}`), maxReceiveCount });
  const failTwice = () => {
    let calls = 0;
    feed(async ([record]) => {
      calls += 1;
      if (calls > 2) return ok();
      await showAgain(record?.receiptHandle);
      return failures(record);
    });
  };

  test('gets messages that were received too often, by the redrive policy of the queue', async () => {
    await makeQueue({ VisibilityTimeout: '60', RedrivePolicy: policy(2) });
    await send('poison');
    failTwice();
    await becomes([1, 0], `dead-${name}`);
    await becomes([0, 0]);
  });

  test('gets nothing without such a policy', async () => {
    await makeQueue({ VisibilityTimeout: '60' });
    await send('poison');
    failTwice();
    await becomes([0, 0]);
    expect(await counts(`dead-${name}`)).toEqual([0, 0]);
  });
});

describe('concurrency', () => {
  test('has a limit, and a slow invocation does not delay another one below it', async () => {
    await makeQueue({ VisibilityTimeout: '60' });
    const listener = await listenForReports();
    const release = listener.hold();
    const host = hostFor(
      functionPlan('exports.handler = async ({ Records }) => { await report(Records[0].body); };', {
        environment: { REPORT_URL: listener.url },
      }),
    );
    feed((records) => host.invoke({ Records: records }), { batchSize: 1, maxConcurrency: 2 });
    await send('slow');
    expect(await listener.next()).toBe('slow');
    await send('also slow');
    expect(await listener.next()).toBe('also slow');
    await send('third');
    // At the limit nobody receives it. Its sending was answered, so it is in the queue.
    expect(await counts()).toEqual([1, 2]);
    release();
    expect(await listener.next()).toBe('third');
    await becomes([0, 0]);
  });
});

describe('the messages that a report leaves to delete', () => {
  const message = (MessageId: string) => ({
    MessageId,
    ReceiptHandle: 'r',
    Body: 'b',
    MD5OfBody: 'm',
    Attributes: {},
  });
  const batch = [message('1'), message('2')];
  const ids = (payload: unknown) =>
    succeededMessages(batch, ok(payload), true)?.map(({ MessageId }) => MessageId);

  test.each([[null], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    '%j: all done',
    (payload) => {
      expect(ids(payload)).toEqual(['1', '2']);
    },
  );

  test.each([
    ['text'],
    [{ batchItemFailures: 'x' }],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ messageId: '1' }] }],
    [{ batchItemFailures: [{ itemIdentifier: 'other' }] }],
  ])('%j: the whole batch failed', (payload) => {
    expect(ids(payload)).toBeUndefined();
  });

  test('a message that is named twice is one failure', () => {
    const one = { itemIdentifier: '1' };
    expect(ids({ batchItemFailures: [one, one] })).toEqual(['2']);
  });
});
