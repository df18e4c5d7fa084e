// What `acuse test` says at the end: where the sample stopped, and what to do.
import { describe, expect, test } from 'vitest';
import type { LoggedLine } from '../../bin/deployment.ts';
import { meaningOf, whereItStopped } from '../../bin/sample-advice.ts';

const line = (event: string, facts: Record<string, unknown> = {}): LoggedLine => ({
  at: '2026-01-01T00:00:00.000Z',
  fn: 'worker',
  event,
  ...facts,
});
const waiting = { waits: true };

describe('a sample without an outcome', () => {
  const delivered = line('delivery');
  const after = (attempt: Record<string, unknown>) =>
    whereItStopped([delivered, line('attempt', attempt)], 'local');

  test.each([
    ['refuses our settings', { destination: 'treble', status: 401, configuration: true }],
    ['does not take the session update', { destination: 'treble', status: 503 }],
    ['not to be reached', { destination: 'http', reason: 'processor_unreachable' }],
    ['look at its log', { destination: 'http', reason: 'processor_error' }],
    ['final address', { destination: 'http', reason: 'processor_redirected' }],
    ['its concurrency', { destination: 'lambda', reason: 'processor_throttled' }],
    ['lists exactly this ARN', { destination: 'lambda', reason: 'processor_forbidden' }],
    ['PhotoAllowedHosts', { destination: 'photo-check', reason: 'photo_unreachable' }],
    ['raise ProcessorTimeoutSeconds', { destination: 'http', reason: 'processor_timeout' }],
  ])('says: %s', (words, attempt) => expect(after(attempt)).toContain(words));

  test('speaks of the last attempt', () => {
    const lines = [delivered, line('attempt', { destination: 'http', reason: 'processor_error' })];
    const treble = line('attempt', { destination: 'treble', problem: 'ECONNREFUSED' });
    expect(whereItStopped([...lines, treble], 'stack')).toContain('TrebleBaseUrl');
  });

  test('says who has not begun', () => {
    expect(whereItStopped([], 'stack')).toContain('CloudWatch');
    expect(whereItStopped([delivered], 'stack')).toContain('oldest message');
    expect(whereItStopped([delivered], 'local')).toContain('standard error');
  });
});

describe('a sample with an outcome', () => {
  test.each(['processor_rejected', 'processor_error', 'processor_bad_answer', 'processor_unreachable'])(
    '%s: the way through does not work, and what to look at',
    (reason) => {
      expect(meaningOf({ outcome: 'failed', reason }, waiting)).toEqual({
        works: false,
        words: expect.stringMatching(/^The processor /),
      });
      expect(meaningOf({ outcome: 'parked', reason }, waiting)).toEqual({
        works: false,
        words: expect.stringMatching(/^The processor .*in the error log/),
      });
    },
  );

  test.each([
    [{ outcome: 'done' }, true, 'The way through works.'],
    [{ outcome: 'failed', reason: 'no_processor' }, true, 'Processor parameter'],
    [{ outcome: 'ignored', reason: 'filtered' }, true, 'source show'],
    [{ outcome: 'parked', reason: 'treble_404' }, true, 'invented'],
    [{ outcome: 'parked', reason: 'bad_job' }, false, 'error log'],
  ])('%o: works is %s, %s', (outcome, works, words) =>
    expect(meaningOf(outcome, waiting)).toEqual({ works, words: expect.stringContaining(words) }),
  );
});
