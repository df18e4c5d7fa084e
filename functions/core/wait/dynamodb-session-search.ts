// Searches the sessions by a scan. One page reads 1 MB at most.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html
import type { TableClient } from '../../runtime/aws/dynamodb.ts';
import type { Item } from '../../runtime/aws/item.ts';
import { SESSIONS } from '../tables.ts';
import { sessionOf } from './dynamodb-session-item.ts';
import type { Session } from './session.ts';
import type { SessionSearch } from './session-search.ts';

/** Half a million usual sessions. */
const MOST_PAGES = 500;

export function dynamoDbSessionSearch(client: TableClient, table: string): SessionSearch {
  return {
    async find(texts, { progress = () => undefined } = {}) {
      const sessions: Session[] = [];
      let looked = 0;
      let from: Item | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const {
          Items = [],
          ScannedCount = 0,
          LastEvaluatedKey,
        } = await client.scan({
          TableName: table,
          ...(from && { ExclusiveStartKey: from }),
          FilterExpression: texts.map((_, at) => `contains(#doc, :t${at})`).join(' OR '),
          ExpressionAttributeNames: { '#doc': 'doc' },
          ExpressionAttributeValues: Object.fromEntries(texts.map((one, at) => [`:t${at}`, { S: one }])),
        });
        sessions.push(...Items.flatMap(readable));
        looked += ScannedCount;
        from = LastEvaluatedKey as Item | undefined;
        if (!from) return { sessions, more: false };
        progress(looked);
      }
      return { sessions, more: true };
    },
  };
}

/** Not one of another version, and not one past its expiry: DynamoDB deletes those days later. */
function readable(item: Item): Session[] {
  if (Number(item[SESSIONS.expiry]?.N) * 1000 <= Date.now()) return [];
  try {
    return [sessionOf(item)];
  } catch {
    return [];
  }
}
