// Makes the template's queues, tables and buckets in the engines, or finds them there from an earlier run and
// gives them the settings of today. What cannot be changed in place stops the run.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { Problem } from '../../problem.ts';
import type { Plan, QueuePlan, TablePlan } from '../../template/plan.ts';
import { type AwsJson, awsJson, EngineError } from './aws-json.ts';
import type { Engines } from './engines.ts';

const items = v.object({
  Items: v.array(v.record(v.string(), v.unknown())),
  LastEvaluatedKey: v.optional(v.unknown()),
});
const table = v.object({ Table: v.looseObject({ TableStatus: v.string() }) });

/** `repair`: the last run was killed, perhaps in the middle of a write. */
export async function provision(
  plan: Plan,
  engines: Engines,
  { repair }: { repair: boolean },
): Promise<void> {
  const sqs = awsJson(engines.endpoints.sqs, 'AmazonSQS');
  const dynamodb = awsJson(engines.endpoints.dynamodb, 'DynamoDB_20120810');
  // A dead-letter queue before the queue that names it.
  const deadLettersFirst = [...plan.queues].sort((a, b) => Number(redrives(a)) - Number(redrives(b)));
  for (const queue of deadLettersFirst) await makeQueue(sqs, queue, engines.queueUrl(queue.name));
  for (const one of plan.tables) {
    await makeTable(dynamodb, one);
    if (repair && one.definition['GlobalSecondaryIndexes']) await rewriteItems(dynamodb, one.name);
  }
  for (const { name } of plan.buckets) await makeBucket(engines.endpoints.s3, name);
}

function redrives({ attributes }: QueuePlan): boolean {
  return attributes['RedrivePolicy'] !== undefined;
}

async function makeQueue(sqs: AwsJson, { name, attributes }: QueuePlan, url: string): Promise<void> {
  try {
    await sqs('CreateQueue', { QueueName: name, Attributes: attributes });
  } catch (cause) {
    if (!(cause instanceof EngineError) || !cause.code.includes('QueueNameExists')) throw cause;
  }
  // A queue that is there keeps its old settings. Two can be named at creation only: fauxqs has no use for them.
  const { FifoQueue: _, DeduplicationScope: _scope, FifoThroughputLimit: _limit, ...settable } = attributes;
  // An empty policy is how SQS takes one away.
  await sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { RedrivePolicy: '', ...settable } });
}

async function makeTable(dynamodb: AwsJson, { name, definition, logicalId }: TablePlan): Promise<void> {
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
      `--data: ${logicalId} was made with other keys or indexes than the template has now. Name another directory.`,
      2,
    );
  }
}

/** Keys, and the indexes by name with keys and projection: what nothing can change in place. */
function keysOf(definition: Readonly<Record<string, unknown>>): unknown {
  const described = v.optional(
    v.array(v.object({ IndexName: v.string(), KeySchema: v.unknown(), Projection: v.unknown() })),
    [],
  );
  const keys = v.object({
    KeySchema: v.unknown(),
    GlobalSecondaryIndexes: described,
    LocalSecondaryIndexes: described,
  });
  return v.parse(keys, definition);
}

/**
 * dynalite takes an item out of an index before it writes the item, so a kill between the two leaves one that no
 * query finds. Writing every item again puts it back.
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

async function makeBucket(endpoint: string, name: string): Promise<void> {
  const status = await new Promise<number | undefined>((done, fail) => {
    const call = request(`${endpoint}/${name}`, { method: 'PUT' }, (response) => {
      response.resume();
      done(response.statusCode);
    });
    call.once('error', fail).end();
  });
  // 409: it is there and ours.
  if (status !== 200 && status !== 409) throw new Problem(`The bucket ${name} cannot be made (${status}).`);
}
