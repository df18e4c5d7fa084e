// The queues: order, safety, and the dead-letter queues.
import { describe, expect, test } from 'vitest';
import { all, KEPT, properties, resource, short, template } from './synthesised.ts';

const QUEUES = ['WaitsQueue', 'EventsQueue'];
const DEAD_LETTER_QUEUES = ['WaitsDeadLetterQueue', 'EventsDeadLetterQueue'];
const TWO_WEEKS_SECONDS = 14 * 24 * 3600;

test('there are exactly these four', () => {
  expect(
    all('AWS::SQS::Queue')
      .map(([id]) => id)
      .sort(),
  ).toEqual([...QUEUES, ...DEAD_LETTER_QUEUES].sort());
});

describe.each([...QUEUES, ...DEAD_LETTER_QUEUES])('%s', (id) => {
  test('keeps order within a conversation at high throughput, with explicit deduplication ids only', () => {
    expect(properties(id)).toMatchObject({
      FifoQueue: true,
      ContentBasedDeduplication: false,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  test('is encrypted, keeps messages for the maximum time, and is kept when the stack is deleted', () => {
    expect(properties(id)).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: TWO_WEEKS_SECONDS,
    });
    expect(resource(id)).toMatchObject(KEPT);
  });

  test('refuses requests without TLS', () => {
    const policies = all('AWS::SQS::QueuePolicy').filter(
      ([, { Properties: p }]) => short(p.Queues[0]) === id,
    );
    expect(policies.map(([, { Properties: p }]) => p.PolicyDocument.Statement)).toEqual([
      [
        {
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        },
      ],
    ]);
  });
});

test.each([
  ['WaitsQueue', 'WaitsDeadLetterQueue'],
  ['EventsQueue', 'EventsDeadLetterQueue'],
])('%s moves a message to dead letters only far above the limit of the worker', (queue, deadLetter) => {
  const { deadLetterTargetArn, maxReceiveCount } = properties(queue).RedrivePolicy;
  expect(short(deadLetterTargetArn)).toBe(`${deadLetter}.Arn`);
  expect(maxReceiveCount).toBe(1000);
});

test('a message stays hidden longer than every possible worker timeout', () => {
  const { AllowedValues } = template.findParameters('WorkerTimeoutSeconds')['WorkerTimeoutSeconds'] ?? {};
  const timings = template.findMappings('WorkerTimings')['WorkerTimings'] ?? {};
  expect(Object.keys(timings)).toEqual(AllowedValues);
  expect(AllowedValues).toEqual(['30', '60', '120', '300', '600', '900']);
  for (const [timeout, { QueueVisibilitySeconds }] of Object.entries<Record<string, number>>(timings)) {
    expect(QueueVisibilitySeconds).toBeGreaterThanOrEqual(Number(timeout) + 10);
  }
  for (const id of QUEUES) {
    expect(properties(id).VisibilityTimeout).toEqual({
      'Fn::FindInMap': ['WorkerTimings', { Ref: 'WorkerTimeoutSeconds' }, 'QueueVisibilitySeconds'],
    });
  }
});

test.each(DEAD_LETTER_QUEUES)('%s hides a message while the sweeper can use it', (id) => {
  expect(properties(id).VisibilityTimeout).toBeGreaterThan(properties('SweeperFunction').Timeout);
});
