// The job beside its session: shorter, and the same when it is needed again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJob, parseJob, type WaitJob } from '../../../../functions/core/delivery/job.ts';
import { keepJob, restoreJob } from '../../../../functions/core/wait/kept-job.ts';
import { arrivalOf, register } from '../../../../functions/core/wait/registration.ts';
import type { Session } from '../../../../functions/core/wait/session.ts';
import { PROGRESS, sampleWaitJob, session, T0 } from '../../../builders.ts';
import { runs } from '../../../properties/runs.ts';

function opened(job: WaitJob, before?: Session): Session {
  const { next } = register(before, arrivalOf(job, 240_000));
  if (!next) throw new Error('The job opens a cycle.');
  return next;
}

const word = fc.string({ minLength: 1, maxLength: 12 });
const jobs = fc
  .record({
    deliveryId: word,
    eventId: word,
    isOwnEvent: fc.boolean(),
    type: word,
    private: fc.boolean(),
    noise: fc.boolean(),
    text: fc.string({ maxLength: 300, unit: 'binary' }),
    contacts: fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    hasOwnTime: fc.boolean(),
    deadlineSeconds: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
  })
  .map(({ isOwnEvent, text, contacts, hasOwnTime, deadlineSeconds, eventId, deliveryId, ...fields }) =>
    sampleWaitJob({
      ...fields,
      receivedAtMs: T0 + 1_000,
      deliveryId,
      eventId: isOwnEvent ? deliveryId : eventId,
      body: { in: 'job', text },
      ...(contacts && { contacts: [...new Set(contacts)] }),
      wait: { hasOwnTime, ...(deadlineSeconds !== undefined && { deadlineSeconds }) },
    }),
  );

test('every job is restored as it was, also beside a session that knows more contacts', () => {
  const before = fc.option(fc.constant(session(PROGRESS.continued, { contacts: ['other'] })), {
    nil: undefined,
  });
  fc.assert(
    fc.property(jobs, before, (job, earlier) => {
      const beside = opened(job, earlier);
      const encoded = encodeJob(job);
      const restored = restoreJob(keepJob(encoded, beside), beside);
      expect(parseJob(restored)).toEqual(parseJob(encoded));
    }),
    runs(300),
  );
});

test('what the session has too is not kept', () => {
  const job = sampleWaitJob();
  const kept = keepJob(encodeJob(job), opened(job));
  for (const known of [job.deliveryId, job.conversation, job.wait.sessionId, String(job.receivedAtMs)])
    expect(kept).not.toContain(known);
});

test.each(['the job', '"a text"', '[]', '{}'])(
  'a text that is no job of the cycle stays as it is: %s',
  (text) => {
    const beside = session(PROGRESS.waiting);
    expect(keepJob(text, beside)).toBe(text);
  },
);

test('a whole job, as the first version kept it, is returned as it is', () => {
  const encoded = encodeJob(sampleWaitJob());
  expect(restoreJob(encoded, session(PROGRESS.waiting))).toBe(encoded);
});
