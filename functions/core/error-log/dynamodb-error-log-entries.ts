// One entry of the error log at a time: read with its job, begun for a replay, marked as replayed, dismissed. No write here
// creates an entry: one that was erased or has expired stays gone.
import { type Update, updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { number, text } from '../../runtime/aws/item.ts';
import type { Clock } from '../../runtime/clock.ts';
import { FAILURES } from '../tables.ts';
import { readEntry } from './dynamodb-entry-attributes.ts';
import type { ErrorLogEntries } from './error-log.ts';

const { partitionKey, newest, expiry } = FAILURES;

const NOT_BEING_REPLAYED = '(attribute_not_exists(#takenUntilMs) OR #takenUntilMs <= :now)';

export interface ErrorLogEntriesOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export function dynamoDbErrorLogEntries({ client, table, clock }: ErrorLogEntriesOptions): ErrorLogEntries {
  /** False when the entry is gone, or not as `condition` asks. */
  async function write(id: string, { condition, ...change }: Omit<Update, 'key'>): Promise<boolean> {
    const exists = `attribute_exists(#${partitionKey})`;
    const update = {
      key: { [partitionKey]: text(id) },
      condition: condition === undefined ? exists : `${exists} AND ${condition}`,
      ...change,
    };
    return (await updateItem({ client, table }, update)).kind === 'written';
  }

  return {
    async load(id) {
      const Key = { [partitionKey]: text(id) };
      const item = await client.getItem({ TableName: table, Key, ConsistentRead: true });
      if (!item || Number(item[expiry]?.N) * 1000 <= clock.nowMs()) return undefined;
      const job = item['job']?.S;
      return {
        ...readEntry(item),
        replaysBegun: Number(item['taken']?.N ?? 0),
        ...(job !== undefined && { job }),
      };
    },

    beginReplay: (id, { number: replay, nowMs, untilMs }) =>
      write(id, {
        set: { taken: number(replay), takenUntilMs: number(untilMs) },
        condition: `${replay === 1 ? 'attribute_not_exists(#taken)' : '#taken = :before'} AND ${NOT_BEING_REPLAYED}`,
        values: { now: number(nowMs), ...(replay > 1 && { before: number(replay - 1) }) },
      }),

    async cancelReplay(id, replay) {
      await write(id, {
        remove: ['takenUntilMs'],
        condition: '#taken = :replay',
        values: { replay: number(replay) },
      });
    },

    async markReplayed(id, { atMs, by }) {
      await write(id, {
        set: {
          [newest.partitionKey]: text('replayed'),
          replayedAtMs: number(atMs),
          replayedBy: text(by),
        },
        remove: ['takenUntilMs'],
        add: { replays: number(1) },
      });
    },

    // A replay that has begun may have been sent already, so the two exclude each other.
    dismiss: (id, { atMs, by }) =>
      write(id, {
        set: {
          [newest.partitionKey]: text('dismissed'),
          dismissedAtMs: number(atMs),
          dismissedBy: text(by),
        },
        condition: `#${newest.partitionKey} = :open AND #${expiry} > :nowSeconds AND ${NOT_BEING_REPLAYED}`,
        values: { open: text('open'), now: number(atMs), nowSeconds: number(Math.floor(atMs / 1000)) },
      }),
  };
}
