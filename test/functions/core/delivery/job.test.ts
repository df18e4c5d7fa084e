// The text of a job: decoding returns the job, and the text has only characters that every queue accepts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeJob, isWaitJob, JobError, parseJob } from '../../../../functions/core/delivery/job.ts';
import { sampleJob, sampleWaitJob } from '../../../builders.ts';
import { runs } from '../../../properties/runs.ts';

const job = sampleJob();

const waitJob = sampleWaitJob({ unrecognised: 'unknown_kind', wait: { hasOwnTime: true } });

/** Any sequence of code units, with lone surrogates, control characters and non-characters. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);
const someText = anyText.filter((text) => text !== '');

test.each([job, waitJob])('decoding returns the encoded job', (one) => {
  expect(parseJob(encodeJob(one))).toEqual(one);
});

test('any text is encoded in printable ASCII and decoded unchanged', () => {
  fc.assert(
    fc.property(someText, anyText, anyText, (sessionId, identity, body) => {
      const one = sampleWaitJob({
        body: { in: 'job', text: body },
        wait: { sessionId, effect: 'closes', identity },
      });
      const encoded = encodeJob(one);
      expect(encoded).toMatch(/^[\x20-\x7e]*$/);
      expect(parseJob(encoded)).toEqual(one);
    }),
    runs(500),
  );
});

test('only a job that opens or closes a wait is a wait job', () => {
  expect(isWaitJob(waitJob)).toBe(true);
  expect(isWaitJob(job)).toBe(false);
});

describe('a message without a valid job', () => {
  const MARKER = 'a-secret-value';

  const thrown = (text: string): unknown => {
    try {
      return parseJob(text);
    } catch (error) {
      return error;
    }
  };

  test.each([
    ['not JSON', `{"body": ${MARKER}`, 'not JSON'],
    ['empty', '', 'not JSON'],
    ['of another version', { ...job, v: 2, source: MARKER }, 'v'],
    ['without an id', { ...job, deliveryId: '' }, 'deliveryId'],
    ['without a platform', { ...job, platform: '' }, 'platform'],
    ['with an invalid time', { ...job, receivedAtMs: MARKER }, 'receivedAtMs'],
    ['with half a millisecond', { ...job, receivedAtMs: 0.5 }, 'receivedAtMs'],
    ['with an unknown effect', { ...job, wait: { ...waitJob.wait, effect: MARKER } }, 'wait.effect'],
    ['without a session', { ...job, wait: { ...waitJob.wait, sessionId: '' } }, 'wait.sessionId'],
    ['with a body in another form', { ...job, body: { [MARKER]: MARKER } }, 'body'],
    ['a list', [MARKER], 'v'],
    ['a text', JSON.stringify(MARKER), 'message'],
    ['null', 'null', 'message'],
  ])('is refused with the name of the field and without its value: %s', (_case, message, field) => {
    const error = thrown(typeof message === 'string' ? message : JSON.stringify(message));
    expect(error).toBeInstanceOf(JobError);
    expect(error).toMatchObject({
      code: 'bad_job',
      retryable: false,
      message: expect.stringContaining(field),
    });
    expect(String(error)).not.toContain(MARKER);
  });

  test('is refused with all invalid fields', () => {
    const error = thrown(JSON.stringify({ v: 1, source: 'treble' }));
    for (const field of ['deliveryId', 'platform', 'conversation', 'body']) {
      expect(String(error)).toContain(field);
    }
  });
});
