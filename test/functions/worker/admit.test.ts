// The settings of a source decide what happens to a job before its first attempt.
import { expect, test } from 'vitest';
import { type Job, parseJob } from '../../../functions/core/delivery/job.ts';
import { headerDigest } from '../../../functions/core/source/header-digest.ts';
import { digestRequest } from '../../../functions/core/source/sender-verification.ts';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { sourceToken } from '../../../functions/core/source/source-url.ts';
import { readDelivery } from '../../../functions/ingest/read-delivery.ts';
import { readWebhookRequest } from '../../../functions/ingest/request.ts';
import type { Processor } from '../../../functions/processors/processor.ts';
import { admit, SettingsUnreadError } from '../../../functions/worker/admit.ts';
import { sampleJob, sampleWaitJob } from '../../builders.ts';
import { memoryBodies } from '../../contracts/sources.fake.ts';
import { KEY, waitingBody, webhook } from '../ingest/webhook.ts';

const chosen: Processor = { name: 'chosen', process: async () => ({ kind: 'done', keys: [] }) };
const treble = newSource('treble', 'treble', true);
const guarded: Source = {
  ...treble,
  header: { name: 'x-secret', digest: headerDigest(KEY, 'x-secret', 'right') },
};

const admitted = (job: Job, sources: readonly Source[] | undefined, bodies = memoryBodies()) =>
  admit(job, {
    directory: { sources: async () => sources, sourcesSince: async () => sources },
    bodies,
    chooseProcessor: async () => chosen,
  });

async function reasonFor(job: Job, source: Source): Promise<string | undefined> {
  const admission = await admitted(job, [source]);
  if (admission.kind !== 'admitted') return admission.kind;
  const answer = await admission.processor.process({ job, body: '{}' }, new AbortController().signal);
  return 'reason' in answer ? answer.reason : undefined;
}

function unverified(secret: string, fields: Partial<Job> = {}): Job {
  const presented = { headers: { 'x-secret': secret }, receivedAtMs: 0, body: new Uint8Array() };
  return sampleJob({ unverified: digestRequest(KEY, presented), ...fields });
}

test('a job of an enabled source goes to the processor of the source', async () => {
  expect(await admitted(sampleJob(), [treble])).toEqual({ kind: 'admitted', processor: chosen, waits: true });
});

test.each<[string, Source, Partial<Job>]>([
  ['disabled', { ...treble, enabled: false }, {}],
  ['removed', { ...treble, removed: true }, {}],
  ['removed', newSource('another', 'treble', true), {}],
  ['filtered', { ...treble, events: ['treble.timeout'] }, {}],
  ['filtered', treble, { author: 'operator' }],
])('a job is not processed, with the reason: %s', async (reason, source, fields) => {
  expect(await reasonFor(sampleJob(fields), source)).toBe(reason);
});

test('an unverified job is verified first, and a forged one is dropped with any settings', async () => {
  expect(await reasonFor(unverified('wrong'), guarded)).toBe('forged');
  expect(await reasonFor(unverified('wrong'), { ...guarded, enabled: false })).toBe('forged');
  expect(await reasonFor(unverified('right'), guarded)).toBeUndefined();
});

// The reported way in: the operator rotated the URL and finished, and an ingest that starts cannot read the settings.
test('a revoked URL stays revoked when ingest could not read the settings', async () => {
  const post = (token: string) => {
    const request = readWebhookRequest(webhook({ source: 'treble', token, body: waitingBody('a-session') }));
    const reading = readDelivery(request, { keys: KEY, sources: undefined, newId: () => 'd' });
    if (reading.kind !== 'delivery') throw new Error(`Not accepted: ${reading.kind}`);
    return parseJob(reading.delivery.encoded);
  };
  const rotated = { ...treble, generation: 3, lowestGeneration: 2 };
  const endOf = (token: string, source = rotated) => reasonFor(post(token), source);
  const of = (generation: number, platform = 'treble') =>
    sourceToken(KEY, { id: 'treble', platform, generation });
  expect(await endOf(of(1))).toBe('forged');
  expect(await endOf(of(2))).toBeUndefined();
  expect(await endOf(of(3))).toBeUndefined();
  expect(await endOf(of(4))).toBe('forged');
  expect(await endOf(of(3, 'trino'))).toBe('forged');
  expect(await endOf(of(1), { ...rotated, removed: true })).toBe('forged');
  expect(await endOf(of(2), { ...rotated, removed: true })).toBe('removed');
});

test('an unverified job of the first version does not name its generation, and is admitted', async () => {
  expect(
    await reasonFor(unverified('right'), { ...guarded, generation: 2, lowestGeneration: 2 }),
  ).toBeUndefined();
});

test('a job that ingest has verified is not verified again', async () => {
  expect(await reasonFor(sampleJob(), guarded)).toBeUndefined();
});

test('a stored body is loaded when the verification needs it', async () => {
  const bodies = memoryBodies();
  await bodies.put('b-1', Buffer.from('{}'));
  const stored = unverified('right', { body: { in: 'store', key: 'b-1' } });
  expect(await admitted(stored, [guarded], bodies)).toMatchObject({ kind: 'admitted' });
  expect(await admitted(stored, [guarded])).toEqual({ kind: 'body_missing' });
});

test('the settings say if a conversation waits, also when ingest assumed something else', async () => {
  const job = sampleWaitJob();
  expect(await admitted(job, [{ ...treble, waits: false }])).toMatchObject({ waits: false });
});

test('without settings the job is tried again', async () => {
  await expect(admitted(sampleJob(), undefined)).rejects.toThrow(SettingsUnreadError);
});
