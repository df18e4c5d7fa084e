// Creates the template's queues, tables and buckets in the engines, or updates the settings of those from an earlier
// run. A difference that cannot be updated stops the run.
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { call } from '../../../functions/runtime/http/client.ts';
import { Problem } from '../../problem.ts';
import type { Plan, QueuePlan, TablePlan } from '../../template/plan.ts';
import { type AwsJson, awsJson, EngineError } from './aws-json.ts';
import type { Engines } from './engines.ts';

const TIMEOUT_MS = 10_000;

const items = v.object({
  Items: v.array(v.record(v.string(), v.unknown())),
  LastEvaluatedKey: v.optional(v.unknown()),
});
const table = v.object({ Table: v.looseObject({ TableStatus: v.string() }) });

/** `repair`: the last run was killed, perhaps during a write. */
export async function provision(
  plan: Plan,
  engines: Engines,
  { repair }: { repair: boolean },
): Promise<void> {
  const sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
  const dynamodb = awsJson(engines.endpoints.dynamodb, 'DynamoDB_20120810');
  // A dead-letter queue must exist before the queue that names it.
  const deadLettersFirst = [...plan.queues].sort((a, b) => Number(redrives(a)) - Number(redrives(b)));
  for (const queue of deadLettersFirst) await createQueue(sqs, queue, engines.queueUrl(queue.name));
  for (const one of plan.tables) {
    await createTable(dynamodb, one);
    if (repair && one.definition['GlobalSecondaryIndexes']) await rewriteItems(dynamodb, one.name);
  }
  for (const { name } of plan.buckets) await createBucket(engines.endpoints.s3, name);
}

function redrives({ attributes }: QueuePlan): boolean {
  return attributes['RedrivePolicy'] !== undefined;
}

async function createQueue(sqs: AwsJson, { name, attributes }: QueuePlan, url: string): Promise<void> {
  try {
    await sqs('CreateQueue', { QueueName: name, Attributes: attributes });
  } catch (cause) {
    if (!(cause instanceof EngineError) || !cause.code.includes('QueueNameExists')) throw cause;
  }
  // An existing queue keeps its old settings. The three below can be set only at creation.
  const { FifoQueue: _, DeduplicationScope: _scope, FifoThroughputLimit: _limit, ...settable } = attributes;
  // An empty policy removes the old one.
  await sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { RedrivePolicy: '', ...settable } });
}

async function createTable(dynamodb: AwsJson, { name, definition, logicalId }: TablePlan): Promise<void> {
  const describe = async () => v.parse(table, await dynamodb('DescribeTable', { TableName: name })).Table;
  try {
    await dynamodb('CreateTable', { TableName: name, ...definition });
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'ResourceInUseException') throw cause;
  }
  let found = await describe();
  while (found.TableStatus !== 'ACTIVE') {
    await sleep(2);
    found = await describe();
  }
  if (!isDeepStrictEqual(keysOf(found), keysOf(definition))) {
    throw new Problem(
      `--data: the table ${logicalId} has other keys or indexes than the template. Name another directory.`,
      2,
    );
  }
}

/** Keys and indexes: what cannot be changed in an existing table. */
function keysOf(definition: Readonly<Record<string, unknown>>): unknown {
  const keys = v.object({
    KeySchema: v.unknown(),
    GlobalSecondaryIndexes: v.optional(
      v.array(v.object({ IndexName: v.string(), KeySchema: v.unknown(), Projection: v.unknown() })),
      [],
    ),
  });
  return v.parse(keys, definition);
}

/**
 * dynalite removes an item from its indexes before it writes the item, so after a kill between the two no query finds
 * the item. Writing every item again adds it to the indexes again.
 */
async function rewriteItems(dynamodb: AwsJson, name: string): Promise<void> {
  let from: unknown;
  do {
    const page = v.parse(
      items,
      await dynamodb('Scan', { TableName: name, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    await Promise.all(page.Items.map((item) => dynamodb('PutItem', { TableName: name, Item: item })));
    from = page.LastEvaluatedKey;
  } while (from);
}

async function createBucket(endpoint: string, name: string): Promise<void> {
  const origin = new URL(endpoint);
  const { status } = await call({
    method: 'PUT',
    origin,
    path: `/${name}`,
    body: '',
    timeoutMs: TIMEOUT_MS,
  });
  // 409: it exists and is ours.
  if (status !== 200 && status !== 409)
    throw new Problem(`The bucket ${name} cannot be created (${status}).`);
}
