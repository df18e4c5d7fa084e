// Sessions on DynamoDB: one item for each. Beside the session stand only the attributes that DynamoDB must see: the version for
// the condition, the sweeper's index, the expiry, and the job for as long as it may have to be requeued.
import { updateItem } from '../../runtime/aws/conditional-write.ts';
import type { ItemClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, number, text } from '../../runtime/aws/item.ts';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import { SESSION_ATTRIBUTES, sessionItem, sessionOf } from './dynamodb-session-item.ts';
import { keepJob, restoreJob } from './kept-job.ts';
import { expiresAtMs, listAtMs, needsJob } from './session.ts';
import type { SessionRecords, SessionStore, StoredSession } from './session-store.ts';

export interface SessionsOptions {
  readonly client: ItemClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long a session is remembered after its last change. */
  readonly retentionMs: number;
}

const { partitionKey, due, expiry } = SESSIONS;

const READ = [...SESSION_ATTRIBUTES, 'version', expiry, due.sortKey];

/** What puts a session on the sweeper's list. */
const LISTED = [due.partitionKey, due.sortKey, 'state'];

export function dynamoDbSessions(options: SessionsOptions): SessionStore {
  return {
    ...dynamoDbSessionRecords(options),

    async loadJob(ref) {
      const item = await read(options, ref, [...SESSION_ATTRIBUTES, 'job']);
      const job = item?.['job']?.S;
      return item && job !== undefined ? restoreJob(job, sessionOf(item)) : undefined;
    },
  };
}

/** Reads no job: all that ingest needs. */
export function dynamoDbSessionRecords(options: SessionsOptions): SessionRecords {
  const { client, table, clock, retentionMs } = options;
  return {
    load: async (ref, signal) => storedSession(await read(options, ref, READ, signal), clock.nowMs()),

    async save(session, { expectedVersion, listedAtMs: listedBefore, job }, signal) {
      const { ref, cycle } = session;
      const version = expectedVersion + 1;
      const nowMs = clock.nowMs();
      const listedAtMs = listAtMs(session, listedBefore, nowMs);
      const keepsJob = needsJob(session);
      const update = {
        key: keyOf(ref),
        set: {
          ...sessionItem(session),
          version: number(version),
          [expiry]: number(Math.ceil(expiresAtMs(session, nowMs, retentionMs) / 1000)),
          // The index is not written where none of its attributes changes. A call takes seconds: it is not shown.
          ...(cycle &&
            listedAtMs !== undefined &&
            (listedAtMs !== listedBefore || cycle.progress.state !== 'sending') && {
              [due.partitionKey]: text(shardOf(ref)),
              [due.sortKey]: number(listedAtMs),
              state: text(cycle.progress.state),
            }),
          ...(keepsJob && job !== undefined && { job: text(keepJob(job, session)) }),
        },
        remove: [...(listedAtMs === undefined ? LISTED : []), ...(keepsJob ? [] : ['job'])],
        ...(expectedVersion === 0
          ? { condition: 'attribute_not_exists(#version)' }
          : { condition: '#version = :expected', values: { expected: number(expectedVersion) } }),
      };
      const written = await updateItem({ client, table, signal }, update, { returnStored: true });
      if (written.kind === 'written')
        return { kind: 'saved', version, ...(listedAtMs !== undefined && { listedAtMs }) };
      return { kind: 'conflict', ...(written.item && { current: storedSession(written.item, nowMs) }) };
    },
  };
}

const keyOf = (ref: string) => ({ [partitionKey]: text(ref) });

function read(
  { client, table }: SessionsOptions,
  ref: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Item | undefined> {
  const input = {
    TableName: table,
    Key: keyOf(ref),
    ConsistentRead: true,
    ProjectionExpression: names.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
  return client.getItem(input, signal);
}

/** DynamoDB deletes items days after their expiry. An expired session is ignored, but its version counts. */
function storedSession(item: Item | undefined, nowMs: number): StoredSession {
  if (!item?.['doc']) return { version: 0 };
  const version = Number(item['version']?.N);
  if (Number(item[expiry]?.N) * 1000 <= nowMs) return { version };
  const listed = item[due.sortKey]?.N;
  return { version, session: sessionOf(item), ...(listed !== undefined && { listedAtMs: Number(listed) }) };
}
