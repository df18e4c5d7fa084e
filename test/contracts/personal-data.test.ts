// The personal data stores keep their contract: the tables and the bucket on the embedded engines, and the fake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbBacklogs } from '../../functions/core/backlog/dynamodb-backlogs.ts';
import { dynamoDbCopies } from '../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { encodeJob } from '../../functions/core/delivery/job.ts';
import { s3Bodies } from '../../functions/core/delivery/s3-body-store.ts';
import { dynamoDbErrorLogWriter } from '../../functions/core/error-log/dynamodb-error-log-writer.ts';
import {
  dynamoDbPersonalErrorLog,
  dynamoDbPersonalSessions,
} from '../../functions/core/person/dynamodb-personal-data.ts';
import { s3PersonalBodies } from '../../functions/core/person/s3-personal-data.ts';
import { BODY_STORE } from '../../functions/core/policy.ts';
import { dynamoDbSessions } from '../../functions/core/wait/dynamodb-sessions.ts';
import { sdkDynamoDb } from '../../functions/runtime/aws/sdk-dynamodb.ts';
import { PROGRESS, sampleJob, session, T0 } from '../builders.ts';
import { type Stores, startStores } from '../engines/stores.ts';
import { createFailures, createSessions } from '../engines/tables.ts';
import { memoryPersonalData } from './personal-data.fake.ts';
import { ANA, BRUNO, personalDataContract } from './personal-data.ts';
import { virtualClock } from './virtual-clock.ts';

const retentionMs = 7 * 24 * 3600_000;
let stores: Stores;
let made = 0;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  stores = await startStores();
  process.env['AWS_ENDPOINT_URL_S3'] = stores.endpoints.sqs;
});

afterAll(() => stores.stop());

const named = (kind: string) => {
  made += 1;
  return `${kind}-${made}`;
};

async function openSessions() {
  const client = sdkDynamoDb(stores.dynamoDb);
  const table = named('sessions');
  await createSessions(stores.dynamoDb, table);
  const clock = virtualClock(T0);
  const personalData = dynamoDbPersonalSessions({ client, table });
  const sessions = dynamoDbSessions({ client, table, clock, retentionMs });
  const copies = dynamoDbCopies({ client, table, clock });
  const backlogs = dynamoDbBacklogs({ client, table, clock });
  return { personalData, sessions, copies, backlogs };
}

/** The type of a session has a mutable list. */
const mutable = (contacts: readonly string[]) => ({ contacts: [...contacts] });

personalDataContract('sessions on DynamoDB', async () => {
  const { personalData, sessions } = await openSessions();
  return {
    personalData,
    async add(ref, contacts) {
      await sessions.save(
        { ...session(PROGRESS.continued), ref, ...mutable(contacts) },
        { expectedVersion: 0 },
      );
    },
  };
});

personalDataContract('copies of deliveries on DynamoDB', async () => {
  const { personalData, copies } = await openSessions();
  return {
    personalData,
    async add(deliveryId, contacts) {
      const job = encodeJob(sampleJob({ deliveryId, ...mutable(contacts) }));
      await copies.keep({ deliveryId, job, queue: 'events', group: 'g', deduplicationId: deliveryId });
    },
  };
});

personalDataContract('events of a backlog on DynamoDB', async () => {
  const { personalData, backlogs } = await openSessions();
  return {
    personalData,
    async add(deliveryId, contacts) {
      const job = sampleJob({ deliveryId, ...mutable(contacts) });
      await backlogs.add({ ...job, job: encodeJob(job) });
    },
  };
});

personalDataContract('the error log on DynamoDB', async () => {
  const client = sdkDynamoDb(stores.dynamoDb);
  const table = named('failures');
  await createFailures(stores.dynamoDb, table);
  const errorLog = dynamoDbErrorLogWriter({ client, table, retentionMs });
  return {
    personalData: dynamoDbPersonalErrorLog({ client, table }),
    async add(id, contacts) {
      await errorLog.add({
        id,
        deliveryId: id,
        reason: 'worker_crashed',
        parkedAtMs: T0,
        attempts: 1,
        waits: false,
        contacts,
      });
    },
  };
});

const bucketOptions = async () => {
  const bucket = named('bodies');
  await fetch(`${stores.endpoints.sqs}/${bucket}`, { method: 'PUT' });
  return { bucket, region: 'us-east-1', ...BODY_STORE };
};

personalDataContract('bodies in S3', async () => {
  const options = await bucketOptions();
  const bodies = s3Bodies(options);
  return {
    personalData: s3PersonalBodies(options),
    add: (name, contacts) => bodies.put(`${contacts.join('.') || 'none'}/${name}`, Buffer.from('{}')),
  };
});

personalDataContract('the fake', async () => {
  const personalData = memoryPersonalData();
  return {
    personalData,
    async add(key, contacts) {
      personalData.items.push({ kind: 'entry', key, contacts });
    },
  };
});

describe('sessions on DynamoDB, beyond the contract', () => {
  const open = (ref: string) => ({ ...session(PROGRESS.waiting), ref, contacts: [ANA] });

  test('return the deadline of an open wait', async () => {
    const { personalData, sessions } = await openSessions();
    await sessions.save(open('waits'), { expectedVersion: 0 });
    const { found } = await personalData.find([ANA], undefined);
    const { deliveryId, deadlineAtMs } = open('waits').cycle ?? {};
    expect(found[0]?.wait).toEqual({ conversation: 'waits', deliveryId, deadlineAtMs });
  });

  test('keep a session that opens again after the find', async () => {
    const { personalData, sessions } = await openSessions();
    const ended = { ...session(PROGRESS.continued), ref: 'r', contacts: [ANA] };
    await sessions.save(ended, { expectedVersion: 0 });
    const [match] = (await personalData.find([ANA], undefined)).found;
    await sessions.save(open('r'), { expectedVersion: 1 });
    expect(match && (await personalData.erase(match))).toBe(false);
    expect((await sessions.load('r')).session).toBeDefined();
  });

  test('ignore a digest in the text of a message', async () => {
    const { personalData, copies } = await openSessions();
    const job = encodeJob(sampleJob({ contacts: [BRUNO], body: { in: 'job', text: `"${ANA}"` } }));
    await copies.keep({ deliveryId: 'd', job, queue: 'events', group: 'g', deduplicationId: 'd' });
    expect((await personalData.find([ANA], undefined)).found).toEqual([]);
  });
});

test('a bucket with more than one page is scanned to its end', async () => {
  const options = await bucketOptions();
  const bodies = s3Bodies(options);
  for (let at = 0; at < 1001; at += 1) await bodies.put(`${ANA}/d-${at}`, Buffer.from('{}'));
  const personalData = s3PersonalBodies(options);
  const first = await personalData.find([ANA], undefined);
  const second = await personalData.find([ANA], first.next);
  expect([first.scanned, second.scanned, second.next]).toEqual([1000, 1, undefined]);
}, 240_000);
