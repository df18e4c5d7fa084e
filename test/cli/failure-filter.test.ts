// The options that select entries of the error log.
import { describe, expect, test } from 'vitest';
import { filterOf } from '../../bin/failure-filter.ts';
import { acuse } from './run.ts';

const NOW_MS = Date.UTC(2030, 0, 10, 12);
const HOUR_MS = 3600_000;

const filterFrom = (options: Record<string, string>) =>
  filterOf(
    {
      args: [],
      text: (option) => options[option],
      texts: () => [],
      flag: () => false,
      content: async () => '',
      secret: async () => '',
      confirm: async () => false,
      whenInterrupted: () => undefined,
      interruption: () => new AbortController().signal,
      say: () => undefined,
    },
    NOW_MS,
  );

describe('a time option', () => {
  test.each([
    ['30m', NOW_MS - HOUR_MS / 2],
    ['2h', NOW_MS - 2 * HOUR_MS],
    ['7d', NOW_MS - 7 * 24 * HOUR_MS],
    ['2030-01-09', Date.UTC(2030, 0, 9)],
    ['2030-01-09T08:00Z', Date.UTC(2030, 0, 9, 8)],
    ['2030-01-09T08:00:00.5-05:00', Date.UTC(2030, 0, 9, 13) + 500],
  ])('%s is accepted', (since, fromMs) => {
    expect(filterFrom({ since })).toEqual({ fromMs });
  });

  test.each(['', '2', 'h', '-2h', '2 h', 'yesterday', '2030-13-01', '2030-01-09T08:00', '1e3m'])(
    'an invalid or ambiguous value is refused: %j',
    (until) => {
      expect(() => filterFrom({ until })).toThrow('--until needs a timestamp');
    },
  );

  test('--since after --until is refused', () => {
    expect(() => filterFrom({ since: '1h', until: '2h' })).toThrow('--since must be before --until');
  });
});

test('every field is a filter', () => {
  const fields = { source: 'trino', reason: 'bad_job', platform: 'trino', type: 'trino.message_created' };
  expect(filterFrom(fields)).toEqual(fields);
});

test.each([
  ['replay without arguments', ['replay'], 'replay needs ids, a filter such as --source, or --all-open'],
  ['replay with ids and a filter', ['replay', 'd#work', '--source', 'x'], 'either ids or a filter, not both'],
  ['dismiss without arguments', ['dismiss'], 'dismiss needs ids, a filter such as --source, or --all-open'],
  [
    'dismiss with ids and --all-open',
    ['dismiss', 'd#work', '--all-open'],
    'either ids or a filter, not both',
  ],
  ['dismiss with --force', ['dismiss', 'd#work', '--force'], "dismiss: unknown option '--force'"],
  [
    'a rate above the maximum',
    ['replay', 'd#work', '--rate', '101'],
    '--rate needs a whole number from 1 to 100',
  ],
  ['replay with an invalid time', ['replay', '--since', 'then'], '--since needs a timestamp'],
  ['a limit of 0', ['failures', '--limit', '0'], '--limit needs a whole number'],
  ['failures with an invalid time', ['failures', '--since', 'then'], '--since needs a timestamp'],
])('%s is refused before any request', async (_, args, problem) => {
  const { code, stdout, stderr } = await acuse(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(problem);
});
