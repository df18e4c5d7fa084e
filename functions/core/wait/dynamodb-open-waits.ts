// Lists open waits from the sweeper's index, which holds every open wait. The sessions themselves are not read.
import * as v from 'valibot';
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, keyText } from '../../runtime/aws/item.ts';
import { shards } from '../../runtime/aws/shard.ts';
import { isCopyKey } from '../delivery/dynamodb-delivery-copies.ts';
import { dueItems } from '../due/dynamodb-due-index.ts';
import { SESSIONS } from '../tables.ts';
import type { OpenWait, OpenWaitList } from './open-waits.ts';
import { openWaitsOf } from './open-waits.ts';

const { partitionKey, due } = SESSIONS;

/** More than these are not counted, and the answer says so. */
const MOST_READ = 20_000;

const openWait = v.object({
  conversation: v.string(),
  source: v.string(),
  state: v.picklist(['waiting', 'processing', 'delegated', 'decided', 'sending']),
  cycle: v.number(),
  receivedAtMs: v.number(),
  deadlineAtMs: v.number(),
  dueAtMs: v.number(),
});

export function dynamoDbOpenWaits(client: TableClient, table: string): OpenWaitList {
  async function ofShard(shard: string): Promise<{ waits: OpenWait[]; more: boolean }> {
    const waits: OpenWait[] = [];
    for await (const item of dueItems({ client, table }, { shard })) {
      waits.push(...readItem(item));
      if (waits.length >= MOST_READ / shards.length) return { waits, more: true };
    }
    return { waits, more: false };
  }

  return {
    async open(query) {
      const read = await Promise.all(shards.map(ofShard));
      const all = read.flatMap(({ waits }) => waits);
      const more = read.some((shard) => shard.more);
      return openWaitsOf(all, more, query);
    },
  };
}

function readItem(item: Item): OpenWait[] {
  const conversation = keyText(item, partitionKey);
  if (isCopyKey(conversation)) return [];
  const parsed = v.safeParse(openWait, {
    conversation,
    source: item['source']?.S,
    state: item['state']?.S,
    cycle: Number(item['cycle']?.N),
    receivedAtMs: Number(item['receivedAtMs']?.N),
    deadlineAtMs: Number(item['deadlineAtMs']?.N),
    dueAtMs: Number(item[due.sortKey]?.N),
  });
  return parsed.success ? [parsed.output] : [];
}
