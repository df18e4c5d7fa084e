// DynamoDB's time to live, which dynalite does not have: deletes the items whose time has passed. AWS deletes them within
// days; here a look at the start and one in each hour are enough.
import * as v from 'valibot';
import { messageOf } from '../../problem.ts';
import type { TablePlan } from '../../template/plan.ts';
import { type AwsJson, EngineError } from './aws-json.ts';

const EVERY_MS = 60 * 60 * 1000;

const page = v.object({
  Items: v.array(v.record(v.string(), v.unknown())),
  LastEvaluatedKey: v.optional(v.unknown()),
});
const definition = v.object({ KeySchema: v.array(v.object({ AttributeName: v.string() })) });

/** Returns the function that stops it. */
export function startExpiry(
  tables: readonly TablePlan[],
  { dynamodb, log }: { dynamodb: AwsJson; log: (line: string) => void },
): () => void {
  const stopping = new AbortController();
  const run = async () => {
    for (const table of tables) {
      await deleteExpired(table, { dynamodb, nowMs: Date.now(), signal: stopping.signal }).catch((cause) => {
        if (!stopping.signal.aborted)
          log(`${table.logicalId}: expired items stay until the next look: ${messageOf(cause)}`);
      });
    }
  };
  const timer = setInterval(run, EVERY_MS);
  void run();
  return () => {
    clearInterval(timer);
    stopping.abort();
  };
}

/** An item without the attribute never expires. @throws {EngineError} */
export async function deleteExpired(
  { name, expiry, definition: given }: TablePlan,
  { dynamodb, nowMs, signal }: { dynamodb: AwsJson; nowMs: number; signal?: AbortSignal },
): Promise<void> {
  if (expiry === undefined) return;
  const keys = v.parse(definition, given).KeySchema.map(({ AttributeName }) => AttributeName);
  const table = { TableName: name, ExpressionAttributeValues: { ':now': { N: String(nowMs / 1000) } } };
  const condition = '#expiry < :now';
  const names = Object.fromEntries(keys.map((key, at) => [`#key${at}`, key]));
  const scan = {
    ...table,
    FilterExpression: condition,
    ProjectionExpression: Object.keys(names).join(', '),
    ExpressionAttributeNames: { ...names, '#expiry': expiry },
  };
  const remove = async (key: object) => {
    const request = {
      ...table,
      Key: key,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#expiry': expiry },
    };
    await dynamodb('DeleteItem', request, signal).catch((cause: unknown) => {
      // It was renewed meanwhile.
      if (!(cause instanceof EngineError) || cause.code !== 'ConditionalCheckFailedException') throw cause;
    });
  };
  let from: unknown;
  do {
    const request = { ...scan, ...(from ? { ExclusiveStartKey: from } : {}) };
    const { Items, LastEvaluatedKey } = v.parse(page, await dynamodb('Scan', request, signal));
    for (const key of Items) await remove(key);
    from = LastEvaluatedKey;
  } while (from);
}
