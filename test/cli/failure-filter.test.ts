// Which entries of the error log a command line asks for.
import { describe, expect, test } from 'vitest';
import { filterOf } from '../../bin/failure-filter.ts';
import { acuse } from './run.ts';

const NOW_MS = Date.UTC(2030, 0, 10, 12);
const HOUR_MS = 3600_000;

const given = (options: Record<string, string>) =>
  filterOf(
    {
      args: [],
      text: (option) => options[option],
      texts: () => [],
      flag: () => false,
      secret: async () => '',
      confirm: async () => false,
    },
    NOW_MS,
  );

describe('a time', () => {
  test.each([
    ['30m', NOW_MS - HOUR_MS / 2],
    ['2h', NOW_MS - 2 * HOUR_MS],
    ['7d', NOW_MS - 7 * 24 * HOUR_MS],
    ['2030-01-09', Date.UTC(2030, 0, 9)],
    ['2030-01-09T08:00Z', Date.UTC(2030, 0, 9, 8)],
    ['2030-01-09T08:00:00.5-05:00', Date.UTC(2030, 0, 9, 13) + 500],
  ])('%s is understood', (since, fromMs) => {
    expect(given({ since })).toEqual({ fromMs });
  });

  test.each(['', '2', 'h', '-2h', '2 h', 'yesterday', '2030-13-01', '2030-01-09T08:00', '1e3m'])(
    'is refused when nobody can say what is meant: %j',
    (until) => {
      expect(() => given({ until })).toThrow('--until takes an instant');
    },
  );

  test('that ends before it begins is refused', () => {
    expect(() => given({ since: '1h', until: '2h' })).toThrow('--since must be before --until');
  });
});

test('every field can be asked for', () => {
  const fields = { source: 'trino', reason: 'bad_job', platform: 'trino', type: 'trino.message_created' };
  expect(given(fields)).toEqual(fields);
});

test.each([
  ['nothing to replay', ['replay'], 'replay takes ids, a filter such as --source, or --all-open'],
  ['ids and a filter', ['replay', 'd#work', '--source', 'x'], 'either ids or a filter, not both'],
  ['nothing to dismiss', ['dismiss'], 'dismiss takes ids, a filter such as --source, or --all-open'],
  ['ids and everything', ['dismiss', 'd#work', '--all-open'], 'either ids or a filter, not both'],
  ['force, where none is needed', ['dismiss', 'd#work', '--force'], 'dismiss takes no --force'],
  [
    'a rate out of bounds',
    ['replay', 'd#work', '--rate', '101'],
    '--rate takes a whole number from 1 to 100',
  ],
  ['a time that is none to replay from', ['replay', '--since', 'then'], '--since takes an instant'],
  ['a limit that is none', ['failures', '--limit', '0'], '--limit takes a whole number'],
  ['a time that is none', ['failures', '--since', 'then'], '--since takes an instant'],
])('%s is refused before anybody is asked', async (_, args, problem) => {
  const { code, stdout, stderr } = await acuse(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(problem);
});
