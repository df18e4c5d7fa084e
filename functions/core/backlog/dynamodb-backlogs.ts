// Backlogs on DynamoDB, in the sessions table: one item for each conversation that has one, always in the due index. Its list
// is a set of texts, the time of receipt followed by the delivery's id: so ingest, worker and sweeper add and remove without
// a conflict. The jobs are items of their own, because several do not fit into one item: the copies of the deliveries,
// without a due time. Nothing expires.
import { deleteItem, type Target, type Update, updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, number, text, texts } from '../../runtime/aws/item.ts';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { copyKey } from '../delivery/dynamodb-delivery-copies.ts';
import { SESSIONS } from '../tables.ts';
import { type Backlog, inOrder, type WaitingEvent } from './backlog.ts';
import type { BacklogStore, Due, NewWaitingEvent } from './backlog-store.ts';

const { partitionKey, due } = SESSIONS;
const PREFIX = 'backlog#';

/**
 * The item then has about 110 KB of the 400 KB that one may have. Each write costs a unit for each KB of it. What comes
 * then stays in the queue and comes back from there.
 */
const MOST_WAITING = 2_000;

/** The conversation of a backlog's key; undefined for other keys. */
export const conversationOfBacklog = (key: string): string | undefined =>
  key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;

export interface BacklogsOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
}

const keyOf = (conversation: string) => ({ [partitionKey]: text(`${PREFIX}${conversation}`) });

export function dynamoDbBacklogs({ client, table, clock }: BacklogsOptions): BacklogStore {
  const target = { client, table };
  const jobKeyOf = (deliveryId: string) => ({ [partitionKey]: text(copyKey(deliveryId)) });

  const read = (key: Item): Promise<Item | undefined> =>
    client.getItem({ TableName: table, Key: key, ConsistentRead: true });

  return {
    async load(conversation) {
      const item = await read(keyOf(conversation));
      return item && backlogOf(item);
    },

    async loadJob(deliveryId) {
      const item = await read(jobKeyOf(deliveryId));
      const encoded = item?.['job']?.S;
      if (!item || encoded === undefined) return undefined;
      const sentAtMs = item['sentAtMs']?.N;
      if (!item[due.partitionKey] && sentAtMs === undefined) return { encoded };
      const deduplicationId = item['deduplicationId']?.S ?? deliveryId;
      return {
        encoded,
        copy: { deduplicationId, ...(sentAtMs !== undefined && { sentAtMs: Number(sentAtMs) }) },
      };
    },

    async add({ job, ...event }, head) {
      const { deliveryId, conversation } = event;
      await updateItem(target, {
        key: jobKeyOf(deliveryId),
        set: {
          job: text(job),
          queue: text('events'),
          group: text(conversation),
          deduplicationId: text(deliveryId),
        },
        remove: [due.partitionKey, due.sortKey, 'sentAtMs'],
      });
      if (!head) return listEvent(target, event, asFirst(event, clock));
      const change = dueChange(head);
      return listEvent(target, event, { ...change, set: { ...change.set, ...inIndex(event) } });
    },

    ...dynamoDbBacklogLister({ client, table, clock }),

    async setDue(conversation, head, expectedVersion) {
      const { kind } = await updateItem(target, {
        key: keyOf(conversation),
        ...dueChange(head),
        ...atVersion('attribute_exists(#waiting)', {}, expectedVersion),
      });
      return kind === 'written';
    },

    async remove(conversation, event, nextDueAtMs) {
      await unlist(conversation, event, nextDueAtMs);
      await deleteItem(target, { key: jobKeyOf(event.deliveryId) });
    },

    async markSent(deliveryId, atMs) {
      await updateItem(target, {
        key: jobKeyOf(deliveryId),
        set: { sentAtMs: number(atMs) },
        remove: [due.partitionKey, due.sortKey],
        condition: `attribute_exists(#${due.partitionKey})`,
      });
    },

    async release(conversation, event, { version, nextDueAtMs }) {
      if (!(await unlist(conversation, event, nextDueAtMs, version))) return false;
      const stillCopy = `attribute_exists(#${due.partitionKey}) OR attribute_exists(#sentAtMs)`;
      await deleteItem(target, { key: jobKeyOf(event.deliveryId), condition: stillCopy });
      return true;
    },
  };

  /** False when it was not listed, or when the version is not the expected one. */
  async function unlist(
    conversation: string,
    event: WaitingEvent,
    dueAtMs: number,
    expectedVersion?: number,
  ): Promise<boolean> {
    const key = keyOf(conversation);
    const entry = entryOf(event);
    const last = await deleteItem(target, {
      key,
      ...atVersion('#waiting = :only', { only: texts([entry]) }, expectedVersion),
    });
    if (last.kind === 'written') return true;
    const { kind, item } = await updateItem(
      target,
      {
        key,
        ...dueChange({ dueAtMs }),
        subtract: { waiting: texts([entry]) },
        ...atVersion('contains(#waiting, :entry)', { entry: text(entry) }, expectedVersion),
      },
      { returnItem: true },
    );
    if (kind === 'condition_failed') return false;
    // Two have removed the last two at the same time.
    if (item['waiting'] === undefined)
      await deleteItem(target, { key, condition: 'attribute_not_exists(#waiting)' });
    return true;
  }
}

/** Lists only: all that ingest does. */
export function dynamoDbBacklogLister({ client, table, clock }: BacklogsOptions): Pick<BacklogStore, 'list'> {
  return {
    async list(event, signal) {
      await listEvent({ client, table, signal }, event, asFirst(event, clock));
    },
  };
}

/** `change`: what is written beside the entry. False when too many wait already. */
async function listEvent(
  target: Target,
  event: NewWaitingEvent,
  change: Pick<Update, 'set' | 'setOnce' | 'remove' | 'add'>,
): Promise<boolean> {
  const entry = entryOf(event);
  const { kind } = await updateItem(target, {
    ...change,
    key: keyOf(event.conversation),
    add: { ...change.add, waiting: texts([entry]) },
    condition: 'attribute_not_exists(#waiting) OR size(#waiting) < :most OR contains(#waiting, :entry)',
    values: { most: number(MOST_WAITING), entry: text(entry) },
  });
  return kind === 'written';
}

/** Due at once, if it is the first of its conversation. */
const asFirst = (event: NewWaitingEvent, clock: BacklogsOptions['clock']): Pick<Update, 'setOnce'> => ({
  setOnce: { ...inIndex(event), [due.sortKey]: number(clock.nowMs()), version: number(0) },
});

const inIndex = ({ conversation, source }: NewWaitingEvent): Item => ({
  [due.partitionKey]: text(shardOf(`${PREFIX}${conversation}`)),
  source: text(source),
});

/** The condition, and that the version is the expected one, if one is expected. */
const atVersion = (condition: string, values: Item, expected: number | undefined) =>
  expected === undefined
    ? { condition, values }
    : {
        condition: `${condition} AND #version = :expected`,
        values: { ...values, expected: number(expected) },
      };

function dueChange({ dueAtMs, destination }: Due): Pick<Update, 'set' | 'remove' | 'add'> {
  return {
    set: {
      [due.sortKey]: number(dueAtMs),
      ...(destination !== undefined && { destination: text(destination) }),
    },
    ...(destination === undefined && { remove: ['destination'] }),
    add: { version: number(1) },
  };
}

/** The time has a fixed length, so that a set in the table is readable in order. */
const entryOf = ({ deliveryId, receivedAtMs }: WaitingEvent): string =>
  `${String(receivedAtMs).padStart(15, '0')}#${deliveryId}`;

function backlogOf(item: Item): Backlog | undefined {
  const waiting = (item['waiting']?.SS ?? []).map((entry) => ({
    receivedAtMs: Number(entry.slice(0, 15)),
    deliveryId: entry.slice(16),
  }));
  if (waiting.length === 0) return undefined;
  const destination = item['destination']?.S;
  return {
    waiting: inOrder(waiting),
    version: Number(item['version']?.N ?? 0),
    source: item['source']?.S ?? '',
    ...(destination !== undefined && { destination }),
    dueAtMs: Number(item[due.sortKey]?.N),
  };
}
