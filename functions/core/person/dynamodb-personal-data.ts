// Finds a person's data in the tables by scanning them: an erasure is rare, and an index would cost a write at every webhook.
// One page of a scan reads 1 MB at most.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html
import { deleteItem } from '../../runtime/aws/conditional-write.ts';
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import { type Item, keyText, number, text } from '../../runtime/aws/item.ts';
import { isCopyKey } from '../delivery/dynamodb-delivery-copies.ts';
import { readJob } from '../delivery/job.ts';
import { FAILURES, SESSIONS } from '../tables.ts';
import { sessionOf } from '../wait/dynamodb-session-item.ts';
import { hasEnded, type Session } from '../wait/session.ts';
import type { PersonalDataMatch, PersonalDataStore } from './personal-data-store.ts';

export interface PersonalDataOptions {
  readonly client: TableClient;
  readonly table: string;
}

/** Sessions, and the copies of deliveries in the same table. */
export function dynamoDbPersonalSessions({ client, table }: PersonalDataOptions): PersonalDataStore {
  const key = SESSIONS.partitionKey;
  return {
    find: (contacts, from) =>
      scan({ client, table, key, contacts, from }, ['doc', 'job'], (item) => {
        const copy = isCopyKey(keyText(item, key));
        return copy ? copyMatches(item, key, contacts) : sessionMatches(item, key, contacts);
      }),

    async erase({ key: ref, version }) {
      const deleted = await deleteItem(
        { client, table },
        {
          key: { [key]: text(ref) },
          ...(version !== undefined && {
            condition: '#version = :version',
            values: { version: number(version) },
          }),
        },
      );
      return deleted.kind === 'written';
    },
  };
}

/** Entries of the error log. */
export function dynamoDbPersonalErrorLog({ client, table }: PersonalDataOptions): PersonalDataStore {
  const key = FAILURES.partitionKey;
  return {
    find: (contacts, from) =>
      scan({ client, table, key, contacts, from }, ['contacts'], (item) => [
        { kind: 'entry', key: keyText(item, key) },
      ]),

    async erase({ key: id }) {
      await deleteItem({ client, table }, { key: { [key]: text(id) } });
      return true;
    },
  };
}

interface Page extends PersonalDataOptions {
  readonly key: string;
  readonly contacts: readonly string[];
  readonly from: string | undefined;
}

/** Looks for digests in these attributes: in a set for a member, in a text for a part of it. */
async function scan(
  { client, table, key, contacts, from }: Page,
  attributes: readonly string[],
  read: (item: Item) => readonly PersonalDataMatch[],
) {
  const digests = contacts.map((_, at) => `:c${at}`);
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
  } = await client.scan({
    TableName: table,
    ConsistentRead: true,
    ...(from !== undefined && { ExclusiveStartKey: { [key]: { S: from } } }),
    FilterExpression: attributes
      .flatMap((name) => digests.map((digest) => `contains(#${name}, ${digest})`))
      .join(' OR '),
    ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(contacts.map((one, at) => [`:c${at}`, { S: one }])),
  });
  const next = LastEvaluatedKey?.[key]?.S;
  return { scanned: ScannedCount, found: Items.flatMap(read), ...(next !== undefined && { next }) };
}

const namesOneOf = (named: readonly string[] = [], contacts: readonly string[]) =>
  named.some((one) => contacts.includes(one));

/**
 * A digest in the text is no proof: it may be part of what somebody wrote. A session that cannot be read is reported, and
 * stops no erasure.
 */
function sessionMatches(item: Item, key: string, contacts: readonly string[]): PersonalDataMatch[] {
  const session = readSession(item);
  if (!session) return [{ kind: 'session', key: keyText(item, key), unreadable: true }];
  if (!namesOneOf(session.contacts, contacts)) return [];
  const { ref, cycle } = session;
  const open = cycle && !hasEnded(cycle) && cycle;
  const wait = open && { conversation: ref, deliveryId: open.deliveryId, deadlineAtMs: open.deadlineAtMs };
  return [{ kind: 'session', key: ref, version: Number(item['version']?.N), ...(wait && { wait }) }];
}

function readSession(item: Item): Session | undefined {
  try {
    return sessionOf(item);
  } catch {
    // Not logged here: the erasure counts it, and the parser's message could quote it.
    return undefined;
  }
}

function copyMatches(item: Item, key: string, contacts: readonly string[]): PersonalDataMatch[] {
  const name = keyText(item, key);
  const job = readJob(item['job']?.S ?? '');
  if (!job) return [{ kind: 'copy', key: name, unreadable: true }];
  if (!namesOneOf(job.contacts, contacts)) return [];
  const { conversation, deliveryId, wait } = job;
  const opens = wait?.effect === 'opens';
  return [{ kind: 'copy', key: name, ...(opens && { wait: { conversation, deliveryId } }) }];
}
