// Sessions on DynamoDB: one item per session. The session itself is one JSON document; beside it stand only the
// attributes that DynamoDB must see: the version for the condition, the sweeper's index, the expiry, and the job
// for as long as it may have to be queued again.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../runtime/aws/shard.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SESSIONS } from '../tables.ts';
import { expiresAtMs, needsJob, nextDueAtMs, parseSession, type Session } from './session.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

export interface SessionsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long a session is remembered after its last change. */
  readonly retentionMs: number;
}

const { partitionKey, due, expiry } = SESSIONS;

/** What the index shows of an open wait. */
const SHOWN = ['state', 'source', 'cycle', 'receivedAtMs', 'deadlineAtMs'] as const;

export function dynamoDbSessions({ client, table, clock, retentionMs }: SessionsOptions): SessionStore {
  const key = (ref: string) => ({ [partitionKey]: { S: ref } });

  return {
    async load(ref, signal) {
      const command = new GetItemCommand({
        TableName: table,
        Key: key(ref),
        ConsistentRead: true,
        ProjectionExpression: '#doc, #version, #expiry',
        ExpressionAttributeNames: { '#doc': 'doc', '#version': 'version', '#expiry': expiry },
      });
      const { Item } = await client.send(command, signal && { abortSignal: signal });
      return readItem(Item, clock.nowMs());
    },

    async save(session, { expectedVersion, job }, signal) {
      const version = expectedVersion + 1;
      const write = writeOf(session, { job, nowMs: clock.nowMs(), retentionMs });
      write.set({ doc: { S: JSON.stringify(session) }, version: { N: String(version) } });
      const command = new UpdateItemCommand({
        TableName: table,
        Key: key(session.ref),
        UpdateExpression: write.expression(),
        ConditionExpression:
          expectedVersion === 0 ? 'attribute_not_exists(#version)' : '#version = :expected',
        ExpressionAttributeNames: write.names,
        ExpressionAttributeValues: {
          ...write.values,
          ...(expectedVersion > 0 && { ':expected': { N: String(expectedVersion) } }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(command, signal && { abortSignal: signal });
        return { kind: 'saved', version };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return { kind: 'conflict', ...(error.Item && { current: readItem(error.Item, clock.nowMs()) }) };
      }
    },

    async loadJob(ref) {
      const command = new GetItemCommand({
        TableName: table,
        Key: key(ref),
        ConsistentRead: true,
        ProjectionExpression: '#job',
        ExpressionAttributeNames: { '#job': 'job' },
      });
      return (await client.send(command)).Item?.['job']?.S;
    },
  };
}

/** DynamoDB forgets items days after their expiry, so what has expired is not there for us, but its version is. */
function readItem(item: Record<string, AttributeValue> | undefined, nowMs: number): StoredSession {
  const doc = item?.['doc']?.S;
  if (!item || doc === undefined) return { version: 0 };
  const version = Number(item['version']?.N);
  const expired = Number(item[expiry]?.N) * 1000 <= nowMs;
  return expired ? { version } : { version, session: parseSession(doc) };
}

/** What is set and what is removed, for one UpdateItem. */
function writeOf(
  session: Session,
  { job, nowMs, retentionMs }: { job: string | undefined; nowMs: number; retentionMs: number },
) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const sets: string[] = [];
  const removes: string[] = [];
  const set = (attributes: Record<string, AttributeValue>) => {
    for (const [name, value] of Object.entries(attributes)) {
      names[`#${name}`] = name;
      values[`:${name}`] = value;
      sets.push(`#${name} = :${name}`);
    }
  };
  const remove = (...attributes: string[]) => {
    for (const name of attributes) {
      names[`#${name}`] = name;
      removes.push(`#${name}`);
    }
  };
  const look = nextDueAtMs(session);
  const { cycle } = session;
  if (look === undefined || !cycle) remove(due.partitionKey, due.sortKey, ...SHOWN);
  else {
    set({
      [due.partitionKey]: { S: shardOf(session.ref) },
      [due.sortKey]: { N: String(look) },
      state: { S: cycle.progress.state },
      source: { S: cycle.source },
      cycle: { N: String(cycle.number) },
      receivedAtMs: { N: String(cycle.receivedAtMs) },
      deadlineAtMs: { N: String(cycle.deadlineAtMs) },
    });
  }
  if (!needsJob(session)) remove('job');
  else if (job !== undefined) set({ job: { S: job } });
  set({ [expiry]: { N: String(Math.ceil(expiresAtMs(session, nowMs, retentionMs) / 1000)) } });
  const expression = () => {
    const removing = removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : '';
    return `SET ${sets.join(', ')}${removing}`;
  };
  return { names, values, set, expression };
}
