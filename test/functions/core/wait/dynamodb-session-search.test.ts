// The search reads page by page, in bounds, and leaves out what is not a session any more. With a real engine:
// test/end-to-end/operator.test.ts.
import type { ScanInput, ScanOutput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { sessionItem } from '../../../../functions/core/wait/dynamodb-session-item.ts';
import { dynamoDbSessionSearch } from '../../../../functions/core/wait/dynamodb-session-search.ts';
import type { TableClient } from '../../../../functions/runtime/aws/dynamodb.ts';
import { number, text } from '../../../../functions/runtime/aws/item.ts';
import { PROGRESS, session } from '../../../builders.ts';

const LATER = number(Date.parse('2099-01-01') / 1000);

const itemOf = (ref: string) => ({
  ref: text(ref),
  ...sessionItem(session(PROGRESS.delegated, { ref })),
  expiresAt: LATER,
});

function search(pages: readonly ScanOutput[]) {
  const asked: ScanInput[] = [];
  const client = {
    async scan(input: ScanInput) {
      asked.push(input);
      return pages[Math.min(asked.length, pages.length) - 1];
    },
  } as unknown as TableClient;
  return { asked, find: dynamoDbSessionSearch(client, 'sessions').find };
}

test('reads all pages, also behind an empty one, and says how far it is', async () => {
  const { asked, find } = search([
    { Items: [itemOf('a')], ScannedCount: 10, LastEvaluatedKey: { ref: text('a') } },
    { Items: [], ScannedCount: 10, LastEvaluatedKey: { ref: text('b') } },
    { Items: [itemOf('c')], ScannedCount: 5 },
  ]);
  const looked: number[] = [];
  const { sessions, more } = await find(['d1', 'c1'], { progress: (one) => looked.push(one) });
  expect(sessions.map(({ ref }) => ref)).toEqual(['a', 'c']);
  expect({ more, looked }).toEqual({ more: false, looked: [10, 20] });
  expect(asked[1]).toMatchObject({
    ExclusiveStartKey: { ref: { S: 'a' } },
    FilterExpression: 'contains(#doc, :t0) OR contains(#doc, :t1)',
    ExpressionAttributeValues: { ':t0': { S: 'd1' }, ':t1': { S: 'c1' } },
  });
});

test('ends after a bounded number of pages, and says so', async () => {
  const { asked, find } = search([{ Items: [], ScannedCount: 1, LastEvaluatedKey: { ref: text('a') } }]);
  expect(await find(['d1'])).toEqual({ sessions: [], more: true });
  expect(asked).toHaveLength(500);
});

test('leaves out what has expired, and what this version cannot read', async () => {
  const expired = { ...itemOf('old'), expiresAt: number(1) };
  const strange = { ref: text('strange'), doc: text('{"v":99}'), expiresAt: LATER };
  const { find } = search([{ Items: [expired, strange, itemOf('good')] }]);
  expect((await find(['x'])).sessions.map(({ ref }) => ref)).toEqual(['good']);
});
