// Sessions on DynamoDB: one item for each. The session itself is one JSON document. Beside it stand only the attributes that
// DynamoDB must see: the version for the condition, the sweeper's index, the expiry, and the job for as long as it may have
// to be requeued.
import { updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, number, text } from '../../runtime/aws/item.ts';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import { expiresAtMs, needsJob, nextDueAtMs, parseSession, type Session } from './session.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

export interface SessionsOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long a session is remembered after its last change. */
  readonly retentionMs: number;
}

const { partitionKey, due, expiry } = SESSIONS;

export function dynamoDbSessions({ client, table, clock, retentionMs }: SessionsOptions): SessionStore {
  const keyOf = (ref: string) => ({ [partitionKey]: text(ref) });

  function read(ref: string, names: readonly string[], signal?: AbortSignal): Promise<Item | undefined> {
    const input = {
      TableName: table,
      Key: keyOf(ref),
      ConsistentRead: true,
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    };
    return client.getItem(input, signal);
  }

  return {
    load: async (ref, signal) => readItem(await read(ref, ['doc', 'version', expiry], signal), clock.nowMs()),

    async save(session, { expectedVersion, job }, signal) {
      const version = expectedVersion + 1;
      const nowMs = clock.nowMs();
      const index = indexOf(session);
      const keepsJob = needsJob(session);
      const update = {
        key: keyOf(session.ref),
        set: {
          doc: text(JSON.stringify(session)),
          version: number(version),
          [expiry]: number(Math.ceil(expiresAtMs(session, nowMs, retentionMs) / 1000)),
          ...index,
          ...(keepsJob && job !== undefined && { job: text(job) }),
        },
        remove: [...(index ? [] : INDEXED), ...(keepsJob ? [] : ['job'])],
        ...(expectedVersion === 0
          ? { condition: 'attribute_not_exists(#version)' }
          : { condition: '#version = :expected', values: { expected: number(expectedVersion) } }),
      };
      const written = await updateItem({ client, table, signal }, update, { returnStored: true });
      if (written.kind === 'written') return { kind: 'saved', version };
      return { kind: 'conflict', ...(written.item && { current: readItem(written.item, nowMs) }) };
    },

    loadJob: async (ref) => (await read(ref, ['job']))?.['job']?.S,
  };
}

/** DynamoDB deletes items days after their expiry. An expired session is ignored, but its version counts. */
function readItem(item: Item | undefined, nowMs: number): StoredSession {
  const doc = item?.['doc']?.S;
  if (!item || doc === undefined) return { version: 0 };
  const version = Number(item['version']?.N);
  const expired = Number(item[expiry]?.N) * 1000 <= nowMs;
  return expired ? { version } : { version, session: parseSession(doc) };
}

/** What the sweeper's index shows of an open wait. */
const INDEXED = [
  due.partitionKey,
  due.sortKey,
  'state',
  'source',
  'cycle',
  'receivedAtMs',
  'deadlineAtMs',
] as const;

/** Undefined when the sweeper has nothing to do with it. */
function indexOf(session: Session): Readonly<Record<(typeof INDEXED)[number], Item[string]>> | undefined {
  const dueAtMs = nextDueAtMs(session);
  const { cycle, ref } = session;
  if (dueAtMs === undefined || !cycle) return undefined;
  return {
    [due.partitionKey]: text(shardOf(ref)),
    [due.sortKey]: number(dueAtMs),
    state: text(cycle.progress.state),
    source: text(cycle.source),
    cycle: number(cycle.number),
    receivedAtMs: number(cycle.receivedAtMs),
    deadlineAtMs: number(cycle.deadlineAtMs),
  };
}
