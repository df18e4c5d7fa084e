// The text at the end of `acuse test`: where the sample stopped, and what to do.
import { describe, expect, test } from 'vitest';
import type { LoggedLine } from '../../bin/event-line.ts';
import { mayHaveMetOld, meaningOf, whereItStopped } from '../../bin/sample-advice.ts';

const line = (event: string, fields: Record<string, unknown> = {}): LoggedLine => ({
  timestamp: '2026-01-01T00:00:00.000Z',
  fn: 'worker',
  event,
  ...fields,
});
const waiting = { waits: true };

describe('a sample without an outcome', () => {
  const delivered = line('delivery');
  const after = (attempt: Record<string, unknown>) =>
    whereItStopped([delivered, line('attempt', attempt)], 'local');

  test.each([
    ['refuses the settings of Acuse', { destination: 'treble', status: 401, configuration: true }],
    ['check TrebleBaseUrl', { destination: 'treble', status: 503 }],
    ['source edit --api-key', { destination: 'botmaker/botmaker', status: 401, configuration: true }],
    ['check TrinoBaseUrl or source edit', { destination: 'trino/other', problem: 'ECONNREFUSED' }],
    ['cannot be reached', { destination: 'http', reason: 'processor_unreachable' }],
    ['read its log', { destination: 'http', reason: 'processor_error' }],
    ['final address', { destination: 'http', reason: 'processor_redirected' }],
    ['its concurrency', { destination: 'lambda', reason: 'processor_throttled' }],
    ['lists exactly this ARN', { destination: 'lambda', reason: 'processor_forbidden' }],
    ['PhotoAllowedHosts', { destination: 'photo-check', reason: 'photo_unreachable' }],
    ['raise ProcessorTimeoutSeconds', { destination: 'http', reason: 'processor_timeout' }],
  ])('shows: %s', (text, attempt) => expect(after(attempt)).toContain(text));

  test('explains the last attempt', () => {
    const lines = [delivered, line('attempt', { destination: 'http', reason: 'processor_error' })];
    const treble = line('attempt', { destination: 'treble', problem: 'ECONNREFUSED' });
    expect(whereItStopped([...lines, treble], 'stack')).toContain('TrebleBaseUrl');
  });

  test('says how to end the pause that the sample waits for', () => {
    const paused = line('deferred', { destination: 'http:crm' });
    expect(whereItStopped([delivered, paused], 'local')).toContain('npx acuse retry http:crm');
  });

  test('explains that the worker has not started', () => {
    expect(whereItStopped([], 'stack')).toContain('CloudWatch');
    expect(whereItStopped([delivered], 'stack')).toContain('oldest message');
    expect(whereItStopped([delivered], 'local')).toContain('standard error');
  });
});

describe('a sample with an outcome', () => {
  test.each(['processor_rejected', 'processor_error', 'processor_bad_answer', 'processor_unreachable'])(
    '%s: the path does not work, with advice',
    (reason) => {
      expect(meaningOf({ outcome: 'failed', reason }, waiting)).toEqual({
        works: false,
        text: expect.stringMatching(/^The processor /),
      });
      expect(meaningOf({ outcome: 'parked', reason }, waiting)).toEqual({
        works: false,
        text: expect.stringMatching(/^The processor .*in the error log/),
      });
    },
  );

  test.each([
    [{ outcome: 'done' }, true, 'The whole path works.'],
    [{ outcome: 'failed', reason: 'no_processor' }, true, 'Processor parameter'],
    [{ outcome: 'ignored', reason: 'filtered' }, true, 'source show'],
    [{ outcome: 'parked', reason: 'treble_404' }, true, 'does not exist'],
    [{ outcome: 'parked', reason: 'bad_job' }, false, 'error log'],
  ])('%o: works is %s, %s', (outcome, works, text) =>
    expect(meaningOf(outcome, waiting)).toEqual({ works, text: expect.stringContaining(text) }),
  );
});

describe('a sample that was posted after a change of its source', () => {
  const changedAtMs = Date.UTC(2026, 0, 1, 12, 0, 0);

  test('may have met the old settings for 60 s, and says when to test again', () => {
    const [advice] = mayHaveMetOld({ changedAtMs }, changedAtMs + 59_999);
    expect(advice).toContain('changed at 12:00:00');
    expect(advice).toContain('again at 12:01:00');
  });

  test.each<[string, number | undefined, number]>([
    ['after 60 s', changedAtMs, changedAtMs + 60_000],
    ['where it was never changed', undefined, changedAtMs],
  ])('has met the new ones %s', (_, at, postedAtMs) => {
    expect(mayHaveMetOld({ changedAtMs: at }, postedAtMs)).toEqual([]);
  });
});
