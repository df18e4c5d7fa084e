// A deployment of the first version that is in use survives the update. `first-version.json` holds what that version stored,
// sent and named, made by its own code with a fixed key. It is never made again by a later version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbBreakerList, dynamoDbBreakers } from '../../functions/core/breaker/dynamodb-breakers.ts';
import { conversationReference } from '../../functions/core/delivery/conversation-reference.ts';
import { dynamoDbAttempts } from '../../functions/core/delivery/dynamodb-attempt-counter.ts';
import { dynamoDbCopies } from '../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { encodeJob, parseJob } from '../../functions/core/delivery/job.ts';
import { dynamoDbDueList } from '../../functions/core/due/dynamodb-due-list.ts';
import { dynamoDbErrorLogEntries } from '../../functions/core/error-log/dynamodb-error-log-entries.ts';
import { dynamoDbErrorLogReader } from '../../functions/core/error-log/dynamodb-error-log-reader.ts';
import { beginRotation, endRotation } from '../../functions/core/key/key-rotation.ts';
import { parseKeys } from '../../functions/core/key/keys.ts';
import { readContact } from '../../functions/core/person/contact.ts';
import { contactDigest } from '../../functions/core/person/contact-digest.ts';
import { dynamoDbSources } from '../../functions/core/source/dynamodb-source-store.ts';
import { headerDigest } from '../../functions/core/source/header-digest.ts';
import { newSource } from '../../functions/core/source/source.ts';
import { readToken, sourceToken } from '../../functions/core/source/source-url.ts';
import { dynamoDbStatsCompaction } from '../../functions/core/statistics/dynamodb-stats-compaction.ts';
import { dynamoDbStatsReader } from '../../functions/core/statistics/dynamodb-stats-reader.ts';
import { dynamoDbOpenWaits } from '../../functions/core/wait/dynamodb-open-waits.ts';
import { dynamoDbSessions } from '../../functions/core/wait/dynamodb-sessions.ts';
import { readResumeToken, resumeUrl } from '../../functions/core/wait/resume-url.ts';
import { conversationScope, FIRST_SOURCES } from '../../functions/platforms/list.ts';
import { processorSecrets } from '../../functions/processors/signing-secret.ts';
import { hmac } from '../../functions/runtime/hmac.ts';
import { type DynamoDbEngine, startDynamoDb } from '../contracts/dynamodb-engine.ts';
import { virtualClock } from '../contracts/virtual-clock.ts';
import { createSources } from '../engines/tables.ts';
import { template } from '../lib/synthesised.ts';

const first = JSON.parse(readFileSync(join(import.meta.dirname, 'first-version.json'), 'utf8'));
const { key: secret, nowMs, names } = first;
const T0 = nowMs - 60_000;
const retentionMs = 7 * 24 * 3_600_000;
const clock = virtualClock(nowMs);

let engine: DynamoDbEngine;
beforeAll(async () => {
  engine = await startDynamoDb();
});
afterAll(() => engine?.stop());

async function filled(table: string, items: readonly Record<string, AttributeValue>[]): Promise<string> {
  for (const Item of items) await engine.client.send(new PutItemCommand({ TableName: table, Item }));
  return table;
}

const sessionsTable = async () => filled(await engine.sessionsTable(), first.sessionItems);
const failuresTable = async () => filled(await engine.failuresTable(), first.failureItems);

describe('what the tables hold is read', () => {
  test('sessions in every state, and the job of one', async () => {
    const { tables: client } = engine;
    const table = await sessionsTable();
    const sessions = dynamoDbSessions({ client, table, clock, retentionMs });
    expect(first.sessions).toHaveLength(10);
    for (const session of first.sessions) {
      const stored = await sessions.load(session.ref);
      expect(stored).toMatchObject({ version: 1, session });
      expect(stored.session).toEqual(session);
      expect(await sessions.save(session, { expectedVersion: 1 })).toMatchObject({ kind: 'saved' });
    }
    expect(await sessions.loadJob('conversation-waiting')).toBe(first.jobs.wait.encoded);
    const open = await dynamoDbOpenWaits(client, table).open({ limit: 50, lateBeforeMs: nowMs });
    expect(open).toMatchObject({ count: 7, late: { undecided: 0, decided: 0 } });
  });

  test('what is due, a copy of a delivery, attempts and breakers', async () => {
    const { tables: client } = engine;
    const table = await sessionsTable();
    const due: string[] = [];
    for await (const { key: at } of dynamoDbDueList(client, table).due({ beforeMs: T0 + 1e9, limit: 100 }))
      due.push(at);
    expect(due.sort()).toEqual(
      [
        'delivery#delivery-2',
        ...['waiting', 'processing', 'delegated', 'decided', 'sending', 'paused', 'reopened'].map(
          (state) => `conversation-${state}`,
        ),
      ].sort(),
    );
    expect(await dynamoDbCopies({ client, table, clock }).load('delivery#delivery-2')).toMatchObject({
      queue: 'events',
      job: first.jobs.event.encoded,
      group: 'conversation-2',
      deduplicationId: 'event-2',
    });
    expect(await dynamoDbAttempts({ client, table, clock }).count('delivery-3')).toBe(2);
    expect(await dynamoDbBreakers({ client, table }).load('treble')).toMatchObject({
      openUntilMs: T0 + 600_000,
    });
    expect(await dynamoDbBreakerList({ client, table }, clock).notClosed()).toMatchObject([
      { destination: 'treble', state: 'open', failures: 101 },
    ]);
  });

  test('entries of the error log: open, replayed and dismissed, with and without the mark of a wait', async () => {
    const options = { client: engine.tables, table: await failuresTable(), clock };
    const reader = dynamoDbErrorLogReader(options);
    const found: string[] = [];
    for await (const { id } of reader.search({ all: true })) found.push(id);
    expect(found).toEqual(['delivery-4#work', 'delivery-3#work', 'delivery-2#update', 'delivery-1#work']);
    expect(await reader.newest(10)).toMatchObject({
      open: 2,
      newest: [
        { id: 'delivery-2#update', reason: 'treble_404', waits: false, replays: 0 },
        { id: 'delivery-1#work', reason: 'worker_crashed', waits: true, source: 'treble' },
      ],
    });
    const entries = dynamoDbErrorLogEntries(options);
    expect(await entries.load('delivery-1#work')).toMatchObject({ job: first.jobs.wait.encoded });
    expect(await entries.load('delivery-3#work')).toMatchObject({
      replaysBegun: 1,
      replays: 1,
      replayedBy: 'ana',
    });
    expect(await entries.load('delivery-4#work')).toMatchObject({ dismissedBy: 'benito' });
    const turn = { nowMs, untilMs: nowMs + 60_000 };
    expect(await entries.beginReplay('delivery-3#work', { number: 1, ...turn })).toBe(false);
    expect(await entries.beginReplay('delivery-3#work', { number: 2, ...turn })).toBe(true);
    expect(await entries.dismiss('delivery-1#work', { atMs: nowMs, by: 'ana' })).toBe(true);
  });

  test.each(['as they are', 'after they were merged'])('statistics, %s', async (when) => {
    const { tables: client } = engine;
    const table = await filled(await engine.statsTable(), first.statsItems);
    if (when !== 'as they are') {
      const later = virtualClock(nowMs + 10 * 60_000);
      await dynamoDbStatsCompaction({ client, table, retentionMs, clock: later }).mergeEnded();
      for (const { hour, entry } of first.statsItems)
        await client.deleteItem({ TableName: table, Key: { hour, entry } });
    }
    const sources = { read: async () => ({ sources: FIRST_SOURCES, version: 0 }) };
    const report = await dynamoDbStatsReader({ client, table, sources, clock }).read({
      minutes: 30,
    });
    expect(report.sources.find(({ id }) => id === 'treble')).toMatchObject({
      success: 1,
      slow: 1,
      slowestMs: 1500,
      outcomes: { done: 1 },
    });
    expect(report.destinations.find(({ id }) => id === 'treble')).toMatchObject({ success: 1, error: 1 });
  });

  test('the settings of the sources', async () => {
    const { tables: client } = engine;
    await createSources(engine.client, 'sources');
    const table = await filled('sources', first.sourcesItems);
    const { sources, version } = await dynamoDbSources({ client, table, firstSources: FIRST_SOURCES }).read();
    expect(version).toBe(1);
    for (const source of first.sources) expect(sources).toContainEqual(source);
    expect(sources.map(({ id }) => id).sort()).toEqual([
      'botmaker',
      'shop',
      'treble',
      'treble-events',
      'trino',
    ]);
  });
});

describe('what the queues hold is read, and written as before', () => {
  test('a wait', () => {
    expect(parseJob(first.jobs.wait.encoded)).toEqual(first.jobs.wait.job);
    expect(encodeJob(first.jobs.wait.job)).toBe(first.jobs.wait.encoded);
  });

  test('an event whose sender is to be verified later', () => {
    const { unchecked: unverified, ...job } = first.jobs.event.job;
    expect(parseJob(first.jobs.event.encoded)).toEqual({ ...job, unverified });
    expect(JSON.parse(encodeJob({ ...job, unverified }))).toEqual(JSON.parse(first.jobs.event.encoded));
  });

  test('a replay whose body is stored', () => {
    const job = parseJob(first.jobs.stored.encoded);
    expect(job).toMatchObject({ replay: 'delivery-1#r1', body: { in: 'store', key: 'digest-1/delivery-1' } });
    expect(JSON.parse(encodeJob(job))).toEqual(JSON.parse(first.jobs.stored.encoded));
  });
});

/** The secret of the first version, then as a rotation and its end write it. */
const keys = parseKeys(secret) ?? expect.fail('The secret of the first version is not read.');
const rotating =
  beginRotation(keys, { key: 'a new key', since: '2026-01-01T00:00:00.000Z' }) ?? expect.fail();
const rotated = endRotation(rotating) ?? expect.fail();

describe('what others hold stays valid', () => {
  const source = { ...newSource('shop', 'trino', false), generation: 3 };

  test('tokens and the secrets of processors, until a rotation of the key has ended', () => {
    expect(sourceToken(keys, source)).toBe(names.token);
    for (const valid of [keys, rotating])
      expect(readToken(valid, 'shop', names.token)).toEqual({ platform: 'trino', generation: 3 });
    expect(readToken(rotated, 'shop', names.token)).toBeUndefined();
    const signed = { ...source, secretGeneration: 2, lowestSecretGeneration: 2 };
    expect(processorSecrets(keys, signed)).toEqual([names.processorSecret]);
    expect(processorSecrets(rotating, signed)).toEqual([expect.any(String), names.processorSecret]);
    expect(processorSecrets(rotated, signed)).not.toContain(names.processorSecret);
  });

  const each = [
    ['as it was', keys],
    ['during a rotation', rotating],
    ['after it', rotated],
  ] as const;

  test.each(each)('resume URLs, with the key %s', (_when, key) => {
    const target = { ref: 'conversation-1', cycle: 2, receivedAtMs: T0 };
    expect(resumeUrl('https://acuse.example', key, target)).toBe(names.resumeUrl);
    const token = new URL(names.resumeUrl).searchParams.get('token') ?? 'none';
    expect(readResumeToken(key, token)).toEqual(target);
  });

  test.each(each)(
    'ids of events and conversations, digests of people and headers, with the key %s',
    (_when, key) => {
      expect(hmac(key.reference, 'event', ['trino', '7'])).toBe(names.eventId);
      expect(conversationReference(key, conversationScope(source), ['7'])).toBe(names.conversation);
      const treble = newSource('treble', 'treble', true);
      expect(conversationReference(key, conversationScope(treble), ['session-1'])).toBe(
        names.conversationOfAll,
      );
      expect(contactDigest(key, 'shop', 'id:42')).toBe(names.contact);
      const phone = readContact('+57 300 000 0000');
      expect(phone && contactDigest(key, 'shop', phone)).toBe(names.phone);
      expect(headerDigest(key, 'x-secret', 'right')).toBe(names.header);
    },
  );
});

/** The command line of CDK leaves out a value for a parameter that a template does not have. */
const GONE = ['KeyRevision'];

test('what holds state keeps its logical id, its type and its keys; no other parameter and no output is gone', () => {
  const { Resources, Parameters, Outputs } = template.toJSON();
  const { resources, parameters, outputs } = first.template;
  for (const [id, { Type, ...properties }] of Object.entries<{ Type: string }>(resources)) {
    expect(Resources[id]?.Type, id).toBe(Type);
    expect(Resources[id].Properties, id).toMatchObject(properties);
  }
  expect(Object.keys(resources).length).toBeGreaterThan(20);
  expect(Object.keys(Parameters)).toEqual(
    expect.arrayContaining(parameters.filter((name: string) => !GONE.includes(name))),
  );
  expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(outputs));
});
