// The stores of settings and of large bodies, on the embedded engines and in memory.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BodyMissingError, type BodyStore } from '../../functions/core/delivery/body-store.ts';
import { s3Bodies } from '../../functions/core/delivery/s3-body-store.ts';
import { BODY_STORE, STORE } from '../../functions/core/policy.ts';
import { dynamoDbSources } from '../../functions/core/source/dynamodb-source-store.ts';
import { newSource } from '../../functions/core/source/source.ts';
import { type SourceDirectory, sourceDirectory } from '../../functions/core/source/source-directory.ts';
import type { SourceStore } from '../../functions/core/source/source-store.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import type { ItemClient } from '../../functions/runtime/aws/dynamodb.ts';
import { sdkDynamoDb } from '../../functions/runtime/aws/sdk-dynamodb.ts';
import { signedDynamoDb } from '../../functions/runtime/aws/signed/dynamodb.ts';
import { type Stores, startStores } from '../engines/stores.ts';
import { createSources } from '../engines/tables.ts';
import { memoryBodies, memoryDirectory, memorySources } from './sources.fake.ts';
import { virtualClock } from './virtual-clock.ts';

let stores: Stores;
let tables = 0;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  stores = await startStores();
  process.env['AWS_ENDPOINT_URL_S3'] = stores.endpoints.sqs;
  await fetch(`${stores.endpoints.sqs}/bodies`, { method: 'PUT' });
});

afterAll(() => stores.stop());

async function onDynamoDb(client: ItemClient): Promise<SourceStore> {
  tables += 1;
  const TableName = `Sources-${tables}`;
  await createSources(stores.dynamoDb, TableName);
  return dynamoDbSources({ client, table: TableName, firstSources: FIRST_SOURCES });
}

const signed = () =>
  signedDynamoDb({ region: 'us-east-1', origin: new URL(stores.endpoints.dynamodb), limits: STORE });

describe.each([
  ['on DynamoDB by the SDK', () => onDynamoDb(sdkDynamoDb(stores.dynamoDb))],
  ['on DynamoDB by signed requests', () => onDynamoDb(signed())],
  ['in memory', async () => memorySources()],
])('the settings of all sources %s', (_, open) => {
  let sources: SourceStore;

  beforeEach(async () => {
    sources = await open();
  });

  const crm = newSource('crm', 'trino', false);
  const bot = { ...newSource('bot', 'botmaker', false), channels: ['ñ 😀'] };

  test('are the first sources at the start, and come back as they were written', async () => {
    expect(await sources.read()).toEqual({ sources: FIRST_SOURCES, version: 0 });
    expect(await sources.write([...FIRST_SOURCES, crm, bot], 0)).toBe('written');
    expect(await sources.read()).toEqual({ sources: [...FIRST_SOURCES, crm, bot], version: 1 });
    expect(await sources.write([bot], 1)).toBe('written');
    expect(await sources.read()).toEqual({ sources: [...FIRST_SOURCES, bot], version: 2 });
  });

  test('return a changed first source instead of the original one', async () => {
    const [treble, ...others] = FIRST_SOURCES;
    const off = { ...newSource('treble', 'treble', true), enabled: false };
    expect(treble?.id).toBe('treble');
    await sources.write([off, ...others], 0);
    expect((await sources.read()).sources).toEqual([...others, off]);
  });

  test('are written by the first of two writers with the same version; the second gets a conflict', async () => {
    expect(await sources.write([crm], 0)).toBe('written');
    expect(await sources.write([bot], 0)).toBe('changed_meanwhile');
    expect(await sources.write([bot], 1)).toBe('written');
    expect(await sources.write([crm], 1)).toBe('changed_meanwhile');
    expect((await sources.read()).sources).toEqual([...FIRST_SOURCES, bot]);
  });
});

describe.each<[string, (known: boolean) => SourceDirectory]>([
  [
    'on a store',
    (known) => {
      const read = known ? memorySources().read : () => Promise.reject(new Error('unavailable'));
      return sourceDirectory({ read }, virtualClock());
    },
  ],
  ['in memory', (known) => memoryDirectory(known ? FIRST_SOURCES : 'unread')],
])('the directory of sources %s', (_, open) => {
  test('returns the sources of the store', async () => {
    expect(await open(true).sources()).toEqual(FIRST_SOURCES);
    expect(await open(true).sourcesSince(0)).toEqual(FIRST_SOURCES);
  });

  test('returns nothing when the store was never read', async () => {
    expect(await open(false).sources()).toBeUndefined();
    expect(await open(false).sourcesSince(0)).toBeUndefined();
  });
});

describe.each<[string, () => BodyStore]>([
  ['in S3', () => s3Bodies({ bucket: 'bodies', region: 'us-east-1', ...BODY_STORE })],
  ['in memory', memoryBodies],
])('large bodies %s', (_, open) => {
  test.each([
    ['one of 5 MB', 'ñ'.repeat(2_600_000)],
    ['characters of several planes', '{"t":"ñ 中 😀 \u2028"}'],
  ])('come back byte for byte: %s', async (name, text) => {
    const bodies = open();
    await bodies.put(`key-${name.length}`, Buffer.from(text));
    expect(await bodies.get(`key-${name.length}`)).toBe(text);
  });

  test('that do not exist are missing', async () => {
    await expect(open().get('nothing')).rejects.toThrow(BodyMissingError);
  });
});
