// Counts what a client of DynamoDB reads: requests, items that were looked at (also those that a filter leaves out), and read
// units.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';

export interface Reads {
  readonly requests: number;
  readonly items: number;
  readonly units: number;
}

const answer = v.object({
  ScannedCount: v.number(),
  ConsumedCapacity: v.object({ CapacityUnits: v.number() }),
});

/** @returns what was read since the last call. */
export function countReads(client: DynamoDBClient): { take(): Reads } {
  const none = { requests: 0, items: 0, units: 0 };
  let reads = none;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'QueryCommand') return next(args);
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const { ScannedCount, ConsumedCapacity } = v.parse(answer, result.output);
        reads = {
          requests: reads.requests + 1,
          items: reads.items + ScannedCount,
          units: reads.units + ConsumedCapacity.CapacityUnits,
        };
        return result;
      },
    { step: 'initialize' },
  );
  return {
    take() {
      const taken = reads;
      reads = none;
      return taken;
    },
  };
}
