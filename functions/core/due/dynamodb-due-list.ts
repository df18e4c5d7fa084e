// The sweeper's list, from the sparse index of the sessions table: all shards merged, oldest first, page by page.
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, keyText } from '../../runtime/aws/item.ts';
import { shards } from '../../runtime/aws/shard.ts';
import { conversationOfBacklog } from '../backlog/dynamodb-backlogs.ts';
import { isCopyKey } from '../delivery/dynamodb-delivery-copies.ts';
import { SESSIONS } from '../tables.ts';
import { canWaitAMinute, type DueEntry, type DueList, type DueQuery } from './due-list.ts';
import { dueItems } from './dynamodb-due-index.ts';

const { partitionKey, due } = SESSIONS;

/** `of`: the shards of the index that are listed. */
export function dynamoDbDueList(client: TableClient, table: string, of = shards): DueList {
  async function* shardEntries(
    shard: string,
    { afterMs = -1, beforeMs, limit }: DueQuery,
  ): AsyncGenerator<DueEntry> {
    const pageSize = Math.min(500, Math.max(10, Math.ceil(limit / of.length)));
    const between = [afterMs + 1, beforeMs] as const;
    for await (const item of dueItems({ client, table }, { shard, between, pageSize })) {
      const key = keyText(item, partitionKey);
      yield {
        ...namedBy(key),
        dueAtMs: Number(item[due.sortKey]?.N),
        ...(canWait(item) && { canWait: true }),
      };
    }
  }

  return {
    async *due(query) {
      let count = 0;
      for await (const entry of oldestFirst(of.map((shard) => shardEntries(shard, query)))) {
        if (count === query.limit) return;
        count += 1;
        yield entry;
      }
    },
  };
}

function namedBy(key: string): Pick<DueEntry, 'key' | 'kind'> {
  const conversation = conversationOfBacklog(key);
  if (conversation !== undefined) return { kind: 'backlog', key: conversation };
  return { kind: isCopyKey(key) ? 'copy' : 'session', key };
}

function canWait(item: Item): boolean {
  const at = (name: string) => Number(item[name]?.N);
  return canWaitAMinute({
    state: item['state']?.S,
    dueAtMs: at(due.sortKey),
    receivedAtMs: at('receivedAtMs'),
    deadlineAtMs: at('deadlineAtMs'),
  });
}

/** Merges lists that are each oldest first. */
async function* oldestFirst(lists: AsyncGenerator<DueEntry>[]): AsyncGenerator<DueEntry> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    const open = heads.filter(({ head }) => !head.done);
    const [first, ...others] = open;
    if (!first) return;
    const oldest = others.reduce((a, b) => (b.head.value.dueAtMs < a.head.value.dueAtMs ? b : a), first);
    yield oldest.head.value;
    oldest.head = await oldest.list.next();
  }
}
