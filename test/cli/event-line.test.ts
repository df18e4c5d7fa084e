// One line an event: what `npm start` and `acuse tail` show of the functions' log.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { eventLine, isTrouble, parseLogLine } from '../../bin/event-line.ts';

const ABOUT = { timestamp: '2030-01-01T12:30:05.123Z', level: 'info', fn: 'worker', source: 'treble' };
const lineOf = (fields: Record<string, unknown>) => ({ ...ABOUT, event: 'outcome', ...fields });
const shown = (fields: Record<string, unknown>) => stripVTControlCharacters(eventLine(lineOf(fields)) ?? '');

describe('a line', () => {
  test.each([
    [{ event: 'delivery', outcome: 'accepted', ackMs: 35 }, 'received, acknowledged after 35 ms'],
    [{ event: 'delivery', outcome: 'refused', status: 401, level: 'warn' }, 'refused with 401'],
    [
      {
        event: 'attempt',
        destination: 'http:crm',
        attempt: 2,
        result: 'retry',
        reason: 'processor_error',
        tookMs: 12,
      },
      'http:crm, attempt 2: retry (processor_error) after 12 ms',
    ],
    [
      {
        event: 'attempt',
        destination: 'trino/x',
        call: 'reply.0',
        attempt: 1,
        result: 'done',
        status: 200,
        tookMs: 6,
      },
      'trino/x reply.0, attempt 1: done (200) after 6 ms',
    ],
    [{ outcome: 'done', processor: 'echo', waitedMs: 320 }, 'done after 320 ms, processor echo'],
    [{ outcome: 'failed', reason: 'no_processor' }, 'failed (no_processor)'],
    [{ event: 'confirmed', confirmedMs: 230 }, 'confirmed by the platform after 230 ms'],
    [{ event: 'resume', outcome: 'decided' }, 'a result came: decided'],
    [{ event: 'breaker', destination: 'treble', state: 'closed' }, 'treble is called again'],
    [
      { event: 'breaker', destination: 'treble', state: 'open', until: '2030-01-01T12:31:00.000Z' },
      'treble is paused until 12:31:00',
    ],
    [{ event: 'command', action: 'replay', by: 'ana', ok: true }, 'command replay by ana: done'],
    [{ event: 'stats_error', level: 'error', error: 'TypeError' }, 'stats error (TypeError)'],
  ])('of %j ends with what happened', (fields, text) => {
    expect(shown({ ...fields, conversation: 'c1' })).toBe(
      `12:30:05  treble          ${' '.repeat(22)}  ${text}  c1`,
    );
  });

  test('names the event, and has the whole reference of the conversation', () => {
    expect(shown({ outcome: 'done', type: 'treble.response', conversation: 'abc' })).toMatch(
      /^12:30:05 {2}treble {10}treble\.response {9}done {2}abc$/,
    );
  });

  test('is absent for a run of the sweeper that had nothing to do', () => {
    expect(eventLine(lineOf({ event: 'sweep', looked: 0 }))).toBeUndefined();
  });
});

test.each([
  [{ outcome: 'done' }, false],
  [{ outcome: 'ignored', reason: 'echo' }, false],
  [{ outcome: 'failed' }, true],
  [{ outcome: 'parked' }, true],
  [{ event: 'attempt', result: 'retry' }, true],
  [{ event: 'delivery', level: 'warn' }, true],
])('%j is trouble: %s', (fields, trouble) => {
  expect(isTrouble(lineOf(fields))).toBe(trouble);
});

test.each(['', 'not JSON', '{"_aws":{}}', '[]', '{"timestamp":"x","fn":1,"event":"y"}'])(
  'the text %s is no log line',
  (text) => {
    expect(parseLogLine(text)).toBeUndefined();
  },
);
