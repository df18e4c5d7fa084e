// The lease of a sweeper's run: one item of the sessions table, without the attributes of its index.
import { SESSIONS } from '../core/tables.ts';
import { deleteItem, updateItem } from '../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../runtime/aws/dynamodb.ts';
import { number, text } from '../runtime/aws/item.ts';
import type { RunLease } from './run-alone.ts';

export interface RunLeaseOptions {
  readonly client: ItemClient;
  readonly table: string;
  /** Which of the sweepers, from 0. */
  readonly sweeper: number;
}

export function dynamoDbRunLease({ sweeper, ...target }: RunLeaseOptions): RunLease {
  const key = { [SESSIONS.partitionKey]: text(sweeper === 0 ? 'lease#sweeper' : `lease#sweeper#${sweeper}`) };
  return {
    async take({ owner, nowMs, untilMs }) {
      const { kind } = await updateItem(target, {
        key,
        set: { owner: text(owner), untilMs: number(untilMs) },
        // Its own too: the client repeats a write whose answer was lost.
        condition: 'attribute_not_exists(#owner) OR #owner = :owner OR #untilMs <= :nowMs',
        values: { nowMs: number(nowMs) },
      });
      return kind === 'written';
    },

    async end(owner) {
      await deleteItem(target, { key, condition: '#owner = :owner', values: { owner: text(owner) } });
    },
  };
}
