// What is remembered of conversations and sources on DynamoDB, in the sessions table: one item for each conversation that was
// answered or that a person has, and one for each source whose echoes come in.
import { updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, number, text } from '../../runtime/aws/item.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SEND } from '../policy.ts';
import { SESSIONS } from '../tables.ts';
import type { ConversationMemory, ExpectedEcho, Remembered, Silence } from './conversation-memory.ts';

export interface ConversationMemoryOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long a conversation is remembered after its last change. */
  readonly retentionMs: number;
}

const { partitionKey, expiry } = SESSIONS;

/** Attributes of the messages that may come back, each followed by time, session and call; its value is the text's digest. */
const EXPECTED = 'expected-';

export function dynamoDbConversationMemory({
  client,
  table,
  clock,
  retentionMs,
}: ConversationMemoryOptions): ConversationMemory {
  const target = { client, table };
  const keyOf = (conversation: string) => ({ [partitionKey]: text(`conversation#${conversation}`) });
  const sourceKey = (source: string) => ({ [partitionKey]: text(`echoes#${source}`) });
  const lasting = () => ({ [expiry]: number(Math.ceil((clock.nowMs() + retentionMs) / 1000)) });
  /** Of sources that were looked up in this instance. */
  const known = new Set<string>();

  const read = (key: Item) => client.getItem({ TableName: table, Key: key, ConsistentRead: true });

  return {
    async load(conversation) {
      const item = await read(keyOf(conversation));
      return item && !isExpired(item, clock.nowMs()) ? rememberedOf(item) : { expected: [] };
    },

    async silence(conversation, { by, atMs, visit }) {
      await updateItem(target, {
        key: keyOf(conversation),
        set: {
          ...lasting(),
          silentBy: text(by),
          silentAtMs: number(atMs),
          ...(visit !== undefined && { visit: text(visit) }),
        },
        remove: visit === undefined ? ['visit'] : [],
      });
    },

    async free(conversation) {
      await updateItem(target, {
        key: keyOf(conversation),
        remove: ['silentBy', 'silentAtMs', 'visit'],
        condition: 'attribute_exists(#silentBy)',
      });
    },

    async expectEcho(conversation, expected) {
      const item = await read(keyOf(conversation));
      const { expected: before } = rememberedOf(item ?? {});
      const isOld = ({ atMs }: ExpectedEcho) => atMs < expected.atMs - SEND.rememberedEchoMs;
      const old = before.filter((one, at) => isOld(one) || at < before.length - SEND.rememberedCalls);
      await updateItem(target, {
        key: keyOf(conversation),
        set: { ...lasting(), [nameOf(expected)]: text(expected.digest) },
        remove: old.map(nameOf).filter((name) => name !== nameOf(expected)),
      });
    },

    async hasEchoes(source) {
      if (known.has(source)) return true;
      if (!(await read(sourceKey(source)))) return false;
      known.add(source);
      return true;
    },

    async noteEcho(source) {
      if (known.has(source)) return;
      await updateItem(target, { key: sourceKey(source), setOnce: { sinceMs: number(clock.nowMs()) } });
      known.add(source);
    },
  };
}

const nameOf = ({ atMs, ref, call }: ExpectedEcho): string => `${EXPECTED}${atMs}/${ref}/${call}`;

const isExpired = (item: Item, nowMs: number): boolean => Number(item[expiry]?.N ?? 0) * 1000 <= nowMs;

function rememberedOf(item: Item): Remembered {
  const expected = Object.entries(item).flatMap(([name, value]): ExpectedEcho[] => {
    const [atMs = '', ref, call] = name.startsWith(EXPECTED) ? name.slice(EXPECTED.length).split('/') : [];
    if (ref === undefined || call === undefined) return [];
    return [{ atMs: Number(atMs), ref, call, digest: value.S ?? '' }];
  });
  const silence = silenceOf(item);
  return { ...(silence && { silence }), expected: expected.toSorted((a, b) => a.atMs - b.atMs) };
}

function silenceOf(item: Item): Silence | undefined {
  const by = item['silentBy']?.S;
  if (by !== 'us' && by !== 'person') return undefined;
  const visit = item['visit']?.S;
  return { by, atMs: Number(item['silentAtMs']?.N), ...(visit !== undefined && { visit }) };
}
