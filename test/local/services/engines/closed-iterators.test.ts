// dynalite in this process, to see what it leaves open in its database.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { AbstractLevel } from 'abstract-level';
import dynalite from 'dynalite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { awsJson } from '../../../../local/services/engines/aws-json.ts';
import '../../../../local/services/engines/closed-iterators.ts';
import { temporaryDirectory } from '../lambda/test-functions.ts';

test('every query and scan closes its iterator, whether it reads all or stops before the end', async () => {
  const opened = vi.spyOn(AbstractLevel.prototype, 'attachResource');
  const closed = vi.spyOn(AbstractLevel.prototype, 'detachResource');
  const server = dynalite({ path: temporaryDirectory(), createTableMs: 0 });
  onTestFinished(() => new Promise((done) => server.close(() => done())));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const call = awsJson(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'DynamoDB_20120810');
  const table = { TableName: 'Items' };
  await call('CreateTable', {
    ...table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['hour', 'entry'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'hour', KeyType: 'HASH' },
      { AttributeName: 'entry', KeyType: 'RANGE' },
    ],
  });
  for (let entry = 0; entry < 50; entry += 1)
    await call('PutItem', { ...table, Item: { hour: { S: 'h' }, entry: { S: `${entry}` } } });
  const query = {
    ...table,
    KeyConditionExpression: '#hour = :hour',
    ExpressionAttributeNames: { '#hour': 'hour' },
    ExpressionAttributeValues: { ':hour': { S: 'h' } },
  };
  for (const limit of [{}, { Limit: 1 }]) {
    await call('Query', { ...query, ...limit });
    await call('Scan', { ...table, ...limit });
  }
  const open = () => opened.mock.calls.length - closed.mock.calls.length;
  expect(opened.mock.calls.length).toBeGreaterThanOrEqual(4);
  await vi.waitFor(() => expect(open()).toBe(0), { timeout: 120_000 });
});
