// The tables and the key, which must never be lost.
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { FAILURES, SESSIONS, SOURCES_TABLE, STATS } from '../../functions/core/tables.ts';
import { all, KEPT, properties, resource, short, template, unbundledApp } from './synthesised.ts';

const TABLES = {
  SessionsTable: SESSIONS,
  FailuresTable: FAILURES,
  SourcesTable: SOURCES_TABLE,
  StatsTable: STATS,
};

/** The functions that check tokens or sign requests. */
const WITH_KEY = ['IngestFunction', 'WorkerFunction', 'ResumeFunction'];

test('there are exactly these tables', () => {
  expect(
    all('AWS::DynamoDB::Table')
      .map(([id]) => id)
      .sort(),
  ).toEqual(Object.keys(TABLES).sort());
});

describe.each(Object.entries(TABLES))('%s', (id, names) => {
  test('has the key and the expiry that the functions use', () => {
    expect(properties(id)).toMatchObject({
      KeySchema: [
        { AttributeName: names.partitionKey, KeyType: 'HASH' },
        ...('sortKey' in names ? [{ AttributeName: names.sortKey, KeyType: 'RANGE' }] : []),
      ],
    });
    // Settings do not expire.
    expect(properties(id).TimeToLiveSpecification).toEqual(
      'expiry' in names ? { AttributeName: names.expiry, Enabled: true } : undefined,
    );
    expect(properties(id).AttributeDefinitions).toContainEqual({
      AttributeName: names.partitionKey,
      AttributeType: 'S',
    });
  });

  test('is paid by request, encrypted, and restorable to any second', () => {
    expect(properties(id)).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('is kept when the stack is deleted, but not when its first deployment fails', () => {
    expect(resource(id)).toMatchObject(KEPT);
    // A rollback cannot delete a table that is protected, and would fail itself.
    expect(properties(id).DeletionProtectionEnabled).toBeUndefined();
  });
});

test.each([
  ['SessionsTable', SESSIONS.due, { ProjectionType: 'INCLUDE', NonKeyAttributes: [...SESSIONS.due.shown] }],
  [
    'FailuresTable',
    FAILURES.newest,
    { ProjectionType: 'INCLUDE', NonKeyAttributes: [...FAILURES.newest.shown] },
  ],
])('%s has one index, ordered by time', (id, index, projection) => {
  expect(properties(id).GlobalSecondaryIndexes).toEqual([
    {
      IndexName: index.index,
      KeySchema: [
        { AttributeName: index.partitionKey, KeyType: 'HASH' },
        { AttributeName: index.sortKey, KeyType: 'RANGE' },
      ],
      Projection: projection,
    },
  ]);
  expect(properties(id).AttributeDefinitions).toContainEqual({
    AttributeName: index.partitionKey,
    AttributeType: 'S',
  });
  expect(properties(id).AttributeDefinitions).toContainEqual({
    AttributeName: index.sortKey,
    AttributeType: 'N',
  });
});

describe('the key', () => {
  test('is generated in the account, long, without punctuation, and kept as the tables are', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 2);
    expect(properties('AcuseKey').GenerateSecretString).toEqual({
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    expect(properties('AcuseKey').SecretString).toBeUndefined();
    expect(resource('AcuseKey')).toMatchObject(KEPT);
  });

  test.each(WITH_KEY)('is a reference in %s', (id) => {
    expect(short(properties(id).Environment.Variables.ACUSE_KEY)).toBe(
      '{{resolve:secretsmanager:AcuseKey:SecretString:::}}',
    );
  });

  test('stands beside the keys of the platforms, which only a person replaces', () => {
    expect(properties('AcuseApiKeys').GenerateSecretString).toEqual({
      PasswordLength: 32,
      ExcludePunctuation: true,
    });
    expect(resource('AcuseApiKeys')).toMatchObject(KEPT);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
  });

  test('is not in other functions, and its value is not in the template', () => {
    const {
      AcuseKey: _key,
      IngestFunction: _ingest,
      WorkerFunction: _worker,
      ResumeFunction: _resume,
      ...others
    } = template.toJSON()['Resources'];
    expect(JSON.stringify(others)).not.toContain('AcuseKey');
    expect(JSON.stringify(template.toJSON()['Outputs'])).not.toMatch(/AcuseKey|resolve:/);
  });

  // CloudFormation compares the texts of two templates. What a reference in them stands for is not seen.
  test.each(WITH_KEY)('is read again for %s: each revision changes its text in the template', (id) => {
    const described = (keyRevision?: unknown): unknown => {
      const { stack } = unbundledApp(keyRevision === undefined ? {} : { keyRevision });
      return Template.fromStack(stack).toJSON()['Resources'][id].Properties.Description;
    };
    const texts = [described(), described('2'), described('2030-01-02T03:04:05Z')];
    expect(texts.map((text) => typeof text)).toEqual(['string', 'string', 'string']);
    expect(new Set(texts).size).toBe(3);
    expect(described(2)).toBe(texts[1]);
  });

  test.each(['', 'two words', 'x'.repeat(51)])('a revision %j is refused', (keyRevision) => {
    expect(() => unbundledApp({ keyRevision })).toThrow('The context keyRevision must be 1 to 50 letters');
  });
});
