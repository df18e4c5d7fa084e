// acuse stats: invalid options, the text, and the table of a deployed stack.
import { describe, expect, test } from 'vitest';
import { describeStats } from '../../bin/stats-text.ts';
import { newSource } from '../../functions/core/source/source.ts';
import {
  type Observation,
  type StatsEntry,
  type StatsKind,
  tallyOf,
} from '../../functions/core/statistics/stats-entry.ts';
import { statsFold } from '../../functions/core/statistics/stats-fold.ts';
import { windowOf } from '../../functions/core/statistics/stats-window.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import { deployed } from './aws.fake.ts';
import { acuse } from './run.ts';

test.each([
  ['0', '--minutes needs a whole number from 1 to 10080'],
  ['10081', '--minutes needs a whole number from 1 to 10080'],
  ['-5', '--minutes needs a whole number from 1 to 10080'],
  ['1.5', '--minutes needs a whole number from 1 to 10080'],
  ['30m', '--minutes needs a whole number from 1 to 10080'],
  ['', '--minutes needs a whole number from 1 to 10080'],
])('--minutes %j is refused in one line, before any request', async (minutes, problem) => {
  const { code, stdout, stderr } = await acuse([
    'stats',
    '--minutes',
    minutes,
    '--local',
    'http://127.0.0.1:1',
  ]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(problem);
});

test.each([
  [['--since', '8d'], '--since needs a time of the last 7 days'],
  [['--since', '2099-01-01'], '--since needs a time of the last 7 days'],
  [['--since', '1h', '--minutes', '5'], 'stats needs --minutes or --since, not both'],
])('%j is refused before any request', async (args, problem) => {
  const { code, stderr } = await acuse(['stats', ...args, '--local', 'http://127.0.0.1:1']);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});

test('--since is the same as its minutes', async () => {
  const { code, stdout } = await acuse(['stats', '--json', '--since', '3h'], await env());
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ minutes: 180 });
});

const env = () => deployed({ name: 'Acuse', baseUrl: 'https://api.example/', key: 'k'.repeat(64) });

test('a deployed stack without webhooks has its sources and Treble, with zeroes', async () => {
  const { code, stdout, stderr } = await acuse(['stats', '--json', '--minutes', '5'], await env());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ minutes: 5, unreadable: 0, destinations: [{ id: 'treble', success: 0 }] });
  expect(report.sources.map(({ id }: { id: string }) => id)).toEqual(FIRST_SOURCES.map(({ id }) => id));
  expect(report.sources[0]).toMatchObject({
    ...{ success: 0, slow: 0, error: 0, rejected: 0 },
    ...{ fastestMs: null, averageMs: null, slowestMs: null, p50Ms: null, p95Ms: null, p99Ms: null },
    outcomes: { done: 0, failed: 0, timeout: 0 },
  });
});

test('an unknown source is an error, not a row of zeroes', async () => {
  const { code, stdout, stderr } = await acuse(['stats', '--source', 'missing'], await env());
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe('acuse: There is no source missing. npx acuse source list shows them.\n');
});

test('no source can have the id that counts unknown sources', async () => {
  const { code, stderr } = await acuse(['source', 'add', 'trino', '--id', 'unknown'], await env());
  expect(code).toBe(2);
  expect(stderr).toContain('--id unknown is reserved');
});

describe('the text', () => {
  const NOW = Date.UTC(2030, 0, 1, 12, 30, 5);
  type Entries = readonly (readonly [StatsKind, string, readonly Observation[]])[];

  function describeEntries(entries: Entries, known = FIRST_SOURCES, source?: string): string {
    const fold = statsFold(windowOf(30, NOW));
    for (const [kind, id, observations] of entries) {
      fold.add({
        kind,
        id,
        minuteMs: NOW - 5000,
        tally: tallyOf(observations),
      } satisfies StatsEntry);
    }
    return describeStats(fold.report(known), { source, waiting: 3 });
  }

  const times = (count: number, name: string, tookMs?: number) =>
    Array.from({ length: count }, (): Observation => ({ name, tookMs }));

  const busy = describeEntries([
    [
      'posts',
      'treble',
      [...times(1200, 'success', 8), ...times(40, 'slow', 2500), ...times(1, 'error', 4800)],
    ],
    ['posts', 'trino', times(3, 'success', 140)],
    ['posts', 'unknown', times(9, 'rejected', 1)],
    [
      'outcomes',
      'treble',
      [
        'done',
        'failed',
        'timeout',
        'repeat',
        'filtered',
        'unrecognised',
        'ignored',
        'parked',
        'late',
        'superseded',
      ].flatMap((name) => times(1234, name, name === 'done' ? 190_000 : undefined)),
    ],
    [
      'outcomes',
      'trino',
      [...times(90, 'with'), ...times(7, 'without:processor_rejected'), ...times(3, 'without:deadline')],
    ],
    ['calls', 'treble', [...times(5, 'success', 90), ...times(2, 'deferred'), ...times(1, 'refused')]],
    ['unreadable', '', times(2, 'lines')],
  ]);

  test('fits 80 columns, has no colours, and names the time zone', () => {
    const lines = busy.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(busy).not.toContain('\u001b');
    expect(lines[0]).toBe('The last 30 minutes, until 2030-01-01 12:30:05. Times are UTC.');
  });

  test('what customers got stands first, with the reasons', () => {
    expect(busy.split('\n').slice(2, 5)).toEqual([
      'CONVERSATIONS WENT ON',
      '  with a result 90 · without one 10 (10.0 %) · unconfirmed 0 · waiting now 3',
      '  without: processor_rejected 7 (trino) · deadline 3 (trino)',
    ]);
  });

  test('counts are aligned; every result has a visible part of the bar', () => {
    expect(busy).toContain('POSTS TO         █ SUCCESS    ▓ SLOW   ▒ ERROR ░ REJECTED');
    expect(busy).toMatch(/^treble +1,200 +40 +1 +0 {2}█+▓▒$/m);
    expect(busy).toMatch(/^trino +3 +0 +0 +0 {2}█$/m);
    expect(busy).toMatch(/^unknown +0 +0 +0 +9 {2}░$/m);
    expect(busy).toMatch(/^treble +5 +0 +0 +1 +2 {2}█+▚░+$/m);
  });

  test('latencies have units; a dash means not measured', () => {
    expect(busy).toMatch(/^treble +8 ms +92 ms +8 ms +8 ms +2.4 s +4.8 s$/m);
    expect(busy).toMatch(/^botmaker +– +– +– +– +– +–$/m);
    expect(busy).toMatch(/^treble +3.2 min/m);
  });

  test('outcomes that occur are named, over several lines if needed', () => {
    expect(busy).toMatch(/^OUTCOMES\ntreble +done 1,234 · failed 1,234 · timeout 1,234/m);
    expect(busy).toContain('continued 1,234');
    expect(busy).toContain('Lines of the access log that could not be read: 2');
    const quiet = describeEntries([]);
    for (const word of ['OUTCOMES', 'CONTINUED', 'could not be read']) expect(quiet).not.toContain(word);
  });

  describe('with long ids', () => {
    const of = (...ids: string[]) => ids.map((id) => newSource(id, 'trino', false));
    const posts = (id: string) => ['posts', id, times(9, 'success', 5)] as const;
    const linesOf = (entries: Entries, ids: readonly string[]) =>
      describeEntries(entries, of(...ids)).split('\n');
    const CAMPAIGNS = ['campaign-bogota-main', 'campaign-medellin-main'];

    test('ids stay complete, columns stay aligned, bars are shorter', () => {
      const lines = linesOf(CAMPAIGNS.map(posts), CAMPAIGNS);
      const at = lines.findIndex((line) => line.startsWith('POSTS TO'));
      expect(lines.slice(at, at + 3)).toEqual([
        'POSTS TO                █ SUCCESS    ▓ SLOW   ▒ ERROR ░ REJECTED',
        'campaign-bogota-main            9         0         0          0  ██████████',
        'campaign-medellin-main          9         0         0          0  ██████████',
      ]);
      const latencies = lines.filter((line) => / P50 |^campaign-.* ms /.test(line)).slice(0, 3);
      expect(latencies.map((line) => line.length)).toEqual([83, 83, 83]);
    });

    test('with the longest id every result is visible in the bar', () => {
      const id = 'x'.repeat(63);
      const observations = [...times(999, 'success', 5), ...times(1, 'slow', 5), ...times(1, 'error', 5)];
      const lines = linesOf([['posts', id, [...observations, ...times(1, 'rejected', 5)]]], [id]);
      expect(lines.some((line) => line.startsWith(id) && line.endsWith('  █████▓▒░'))).toBe(true);
    });

    test('long ids of destinations do not change the tables of sources', () => {
      const entries: Entries = [
        posts('sales'),
        ['calls', `http:${'y'.repeat(60)}.example`, times(1, 'error')],
      ];
      const lines = linesOf(entries, ['sales']);
      expect(lines).toContain('POSTS TO         █ SUCCESS    ▓ SLOW   ▒ ERROR ░ REJECTED');
      expect(lines.some((line) => /^http:y{60}\.example +0 +0 +1 +0 +0 {2}▒+$/.test(line))).toBe(true);
    });
  });

  test('for one source it says that calls are for all sources', () => {
    const calls: Entries = [['calls', 'treble', times(5, 'success', 90)]];
    const title = /^Calls for all sources together, not for trino alone:\n\nCALLS TO /m;
    expect(describeEntries(calls, FIRST_SOURCES, 'trino')).toMatch(title);
    expect(describeEntries(calls)).not.toContain('all sources together');
  });
});
