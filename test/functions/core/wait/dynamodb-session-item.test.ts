// What a wait costs in the table: the size of its item, and when the index is written.
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeJob } from '../../../../functions/core/delivery/job.ts';
import { sessionOf } from '../../../../functions/core/wait/dynamodb-session-item.ts';
import { dynamoDbSessions } from '../../../../functions/core/wait/dynamodb-sessions.ts';
import { registerWait } from '../../../../functions/core/wait/register-wait.ts';
import type { ItemClient } from '../../../../functions/runtime/aws/dynamodb.ts';
import { type Item, text } from '../../../../functions/runtime/aws/item.ts';
import { PROGRESS, sampleWaitJob, session, T0 } from '../../../builders.ts';

/** As long as those of a deployment. */
const NAMES = {
  deliveryId: '0b6f3c1e-58a4-4d11-9d5c-2f1f5d6a7b8c',
  eventId: 'oqimkm33p8-d3F73GGenFnMwHCPTm8s5K5ao2WX_yV0',
  conversation: 'Dek8_1ENL1sK9kKd71teeLMC8UZetUBn',
  contacts: ['rBK6PomPuNIWu6C3'],
};
const BODY = JSON.stringify({
  country_code: '+52',
  cellphone: '15500000002',
  session_id: '7d0c9f52-63a1-4a55-8a3f-0f6c1a2b3c4d',
  conversation_id: 20418,
  question: { type: 'open', text: 'Por favor envianos una foto de tu documento' },
  sent_at: '2026-03-02 14:05:00.120000',
  responded_at: '2026-03-02 14:05:09.654321',
  actual_response: 'https://media.example.com/documento.jpg',
  user_session_keys: [],
});

let written: { set: Item; expression: string }[];

beforeEach(() => {
  written = [];
});

function store() {
  const client = {
    async updateItem({ ExpressionAttributeValues = {}, UpdateExpression = '' }) {
      const values = Object.entries<Item[string]>(ExpressionAttributeValues);
      const set = Object.fromEntries(values.map(([name, value]) => [name.slice(1), value]));
      written.push({ set, expression: UpdateExpression });
      return { kind: 'written', item: undefined };
    },
  } as unknown as ItemClient;
  return dynamoDbSessions({ client, table: 'sessions', clock: { nowMs: () => T0 }, retentionMs: 1 });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOf(item: Item): number {
  const bytes = Object.entries(item).map(([name, { S, N = '' }]) => {
    const value = S === undefined ? Math.ceil(N.length / 2) + 1 : Buffer.byteLength(S);
    return Buffer.byteLength(name) + value;
  });
  return bytes.reduce((sum, one) => sum + one, 0);
}

test('a usual wait is one write unit with its job', async () => {
  const wait = {
    sessionId: '7d0c9f52-63a1-4a55-8a3f-0f6c1a2b3c4d',
    identity: NAMES.eventId,
    hasOwnTime: true,
  };
  const job = sampleWaitJob({ ...NAMES, body: { in: 'job', text: BODY }, wait });
  await registerWait({ job, encoded: encodeJob(job), deadlineMs: 240_000 }, store(), {
    known: { version: 0 },
  });
  const [{ set } = { set: {} }] = written;
  expect(bytesOf({ ref: text(job.conversation), ...set })).toBeLessThanOrEqual(1024);
});

describe('the index', () => {
  const listed = { expectedVersion: 1, listedAtMs: T0 + 60_000 };

  test('is not written by a decision that is sent at once', async () => {
    await store().save(session(PROGRESS.sending), listed);
    expect(Object.keys(written[0]?.set ?? {})).not.toContain('dueAtMs');
    expect(written[0]?.expression).not.toMatch(/dueShard|state/);
  });

  test('is written for what is due before its entry', async () => {
    await store().save(session(PROGRESS.decided), listed);
    expect(written[0]?.set).toMatchObject({ dueAtMs: { N: String(T0) }, state: { S: 'decided' } });
  });

  test('loses the entry at the end', async () => {
    await store().save(session(PROGRESS.continued), listed);
    expect(written[0]?.expression).toMatch(/REMOVE #dueShard, #dueAtMs, #state/);
  });
});

test.each([
  ['of a later version', '{"v":3}'],
  ['without its document', undefined],
])('an item %s is refused', (_case, doc) => {
  expect(() => sessionOf({ ref: text('r'), ...(doc !== undefined && { doc: text(doc) }) })).toThrow();
});
