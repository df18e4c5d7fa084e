// Entries folded to a report: what counts where and in which minute, independent of their order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newSource } from '../../../../functions/core/source/source.ts';
import { OUTCOME_COLUMNS } from '../../../../functions/core/statistics/columns.ts';
import {
  mergeEntries,
  type Observation,
  printEntries,
  type StatsEntry,
  type StatsKind,
  tallyOf,
} from '../../../../functions/core/statistics/stats-entry.ts';
import { statsFold } from '../../../../functions/core/statistics/stats-fold.ts';
import { stepsOf, windowOf } from '../../../../functions/core/statistics/stats-window.ts';
import { parseEntries, parseTally } from '../../../../functions/core/statistics/stored-entries.ts';
import { FIRST_SOURCES } from '../../../../functions/platforms/list.ts';
import { runs } from '../../../properties/runs.ts';

const MINUTE_MS = 60_000;
const NOW = Date.UTC(2030, 0, 1, 0, 10, 20);
const MINUTE = NOW - 20_000;

const entry = (
  kind: StatsKind,
  id: string,
  happenings: readonly Observation[],
  minuteMs = MINUTE,
): StatsEntry => ({ kind, id, minuteMs, tally: tallyOf(happenings) });

function reportOf(
  entries: readonly StatsEntry[],
  { minutes = 30, sources = FIRST_SOURCES, only = undefined as string | undefined } = {},
) {
  const fold = statsFold(windowOf(minutes, NOW));
  for (const one of entries) fold.add(one);
  return fold.report(sources, only);
}

const source = (entries: readonly StatsEntry[], id: string) =>
  reportOf(entries).sources.find((one) => one.id === id);

test('a source without posts is in the report with zeroes, and so is Treble', () => {
  const { sources, destinations, unreadable } = reportOf([]);
  expect(sources.map(({ id }) => id)).toEqual(['treble', 'treble-events', 'botmaker', 'trino']);
  for (const one of sources) {
    expect(one).toMatchObject({ success: 0, slow: 0, error: 0, rejected: 0, fastestMs: null, p50Ms: null });
    expect(one.outcomes).toEqual(Object.fromEntries(OUTCOME_COLUMNS.map(({ name }) => [name, 0])));
    expect(one.continued).toMatchObject({ count: 0, averageMs: null });
  }
  expect(destinations).toMatchObject([{ id: 'treble', success: 0, slow: 0, error: 0, deferred: 0 }]);
  expect(unreadable).toBe(0);
});

test('requests to unknown sources are in one last row without a platform', () => {
  const posted = [
    entry('posts', 'unknown', [{ name: 'rejected', tookMs: 1 }]),
    entry('posts', 'zebra', [{ name: 'success', tookMs: 1 }]),
  ];
  expect(reportOf(posted).sources.slice(-2)).toMatchObject([
    { id: 'zebra', platform: null },
    { id: 'unknown', platform: null, rejected: 1 },
  ]);
});

test('a removed source is in the report only with posts', () => {
  const removed = { ...newSource('gone', 'trino', false), removed: true, enabled: false };
  const ids = (entries: readonly StatsEntry[]) =>
    reportOf(entries, { sources: [removed] }).sources.map(({ id }) => id);
  expect(ids([])).toEqual([]);
  expect(ids([entry('posts', 'gone', [{ name: 'rejected' }])])).toEqual(['gone']);
});

test('posts and outcomes of a source are in one row, with separate latencies', () => {
  const both = [
    entry('posts', 'treble', [
      { name: 'success', tookMs: 10 },
      { name: 'slow', tookMs: 3000 },
    ]),
    entry('outcomes', 'treble', [{ name: 'done', tookMs: 15_000 }, { name: 'repeat' }]),
  ];
  expect(source(both, 'treble')).toMatchObject({
    success: 1,
    slow: 1,
    fastestMs: 10,
    slowestMs: 3000,
    outcomes: { done: 1, repeat: 1, failed: 0 },
    continued: { count: 1, fastestMs: 15_000, slowestMs: 15_000 },
  });
});

test('a destination with the name of a source is separate', () => {
  const called = [
    entry('calls', 'photo-check', [{ name: 'error', tookMs: 9 }]),
    entry('calls', 'treble', [{ name: 'deferred' }]),
  ];
  expect(reportOf(called).destinations).toMatchObject([
    { id: 'treble', deferred: 1, fastestMs: null },
    { id: 'photo-check', error: 1, fastestMs: 9 },
  ]);
  expect(source(called, 'treble')).toMatchObject({ success: 0 });
});

test('the report can have only one source', () => {
  expect(reportOf([], { only: 'trino' }).sources.map(({ id }) => id)).toEqual(['trino']);
  expect(reportOf([], { only: 'missing' }).sources).toEqual([]);
});

describe('the window', () => {
  test('has the whole minutes and the current one, also the empty ones', () => {
    expect(windowOf(5, NOW)).toEqual({
      minutes: 5,
      stepMinutes: 1,
      fromMs: MINUTE - 5 * MINUTE_MS,
      untilMs: NOW,
    });
    const { series } = source([entry('posts', 'trino', [{ name: 'slow' }])], 'trino') ?? {};
    expect(series).toHaveLength(31);
    expect(series?.[0]).toEqual({
      atMs: MINUTE - 30 * MINUTE_MS,
      success: 0,
      slow: 0,
      error: 0,
      rejected: 0,
    });
    expect(series?.at(-1)).toEqual({ atMs: MINUTE, success: 0, slow: 1, error: 0, rejected: 0 });
    expect(stepsOf(windowOf(1, MINUTE))).toEqual([MINUTE - MINUTE_MS, MINUTE]);
  });

  test('has longer steps, which begin at full hours', () => {
    const window = windowOf(180, NOW, 30);
    expect(new Date(window.fromMs).toISOString()).toBe('2029-12-31T21:00:00.000Z');
    const fold = statsFold(window);
    for (const minutes of [0, 9, 11, 40]) {
      fold.add(entry('posts', 'trino', [{ name: 'slow' }], MINUTE - minutes * MINUTE_MS));
    }
    const [series = []] = fold.report(FIRST_SOURCES, 'trino').sources.map((one) => one.series);
    expect(series.map(({ slow }) => slow)).toEqual([0, 0, 0, 0, 0, 2, 2]);
    expect(series.map(({ atMs }) => atMs)).toEqual(stepsOf(window));
  });

  test.each([
    ['before the window', MINUTE - 31 * MINUTE_MS, 0],
    ['in its first minute', MINUTE - 30 * MINUTE_MS, 1],
    ['in the current minute', MINUTE, 1],
    ['in the future', MINUTE + MINUTE_MS, 0],
  ])('counts only entries inside it: %s', (_, minuteMs, expected) => {
    expect(source([entry('posts', 'trino', [{ name: 'error' }], minuteMs)], 'trino')?.error).toBe(expected);
  });
});

const happening = fc.record({
  name: fc.constantFrom('success', 'slow', 'error', 'rejected', 'done', 'deferred', 'lines'),
  tookMs: fc.option(fc.integer({ min: 0, max: 1e6 }), { nil: undefined }),
});
const anyEntry = fc
  .record({
    kind: fc.constantFrom<StatsKind[]>('posts', 'outcomes', 'calls', 'unreadable'),
    id: fc.constantFrom('treble', 'trino', 'unknown', ''),
    minutesAgo: fc.integer({ min: 0, max: 40 }),
    happenings: fc.array(happening, { maxLength: 8 }),
  })
  .map(({ kind, id, minutesAgo, happenings }) =>
    entry(kind, id, happenings, MINUTE - minutesAgo * MINUTE_MS),
  );

test('entries count the same in any order', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (entries, keys) => {
      const shuffled = entries
        .map((one) => ({ one, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(reportOf(shuffled)).toEqual(reportOf(entries));
    }),
    runs(200),
  );
});

test('minutes add up to the whole', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 30 }), (entries) => {
      for (const { series, success, error } of reportOf(entries).sources) {
        expect(series.reduce((sum, minute) => sum + minute.success, 0)).toBe(success);
        expect(series.reduce((sum, minute) => sum + minute.error, 0)).toBe(error);
      }
    }),
    runs(200),
  );
});

test('merged entries count as the entries', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 30 }), (entries) => {
      const merged = mergeEntries(entries);
      expect(reportOf(merged)).toEqual(reportOf(entries));
      expect(new Set(merged.map(({ kind, id, minuteMs }) => `${kind} ${id} ${minuteMs}`)).size).toBe(
        merged.length,
      );
    }),
    runs(200),
  );
});

describe('entries as they are stored', () => {
  test('are read as they were written, whatever minute they are stored under', () => {
    fc.assert(
      fc.property(
        fc.array(anyEntry, { maxLength: 10 }),
        fc.integer({ min: -50, max: 50 }),
        (entries, minutes) => {
          const atMs = MINUTE + minutes * MINUTE_MS;
          const read = parseEntries(printEntries(entries, atMs), atMs);
          expect(read).toHaveLength(entries.length);
          expect(read).toEqual(expect.arrayContaining(entries));
        },
      ),
      runs(200),
    );
  });

  test.each([
    '',
    '{}',
    '{"v":3}',
    '{"v":2,"posts":[["trino",0]]}',
    '{"v":2,"posts":[["trino",0,{"success":-1}]]}',
    '{"v":2,"posts":[["trino",0.5,{}]]}',
    '{"v":2,"posts":[["trino",0,{},[0,0,0,0]]]}',
    '{"v":2,"posts":[["trino",0,{},[1,7,7,7,9999,1]]]}',
  ])('are refused in another form: %s', (text) => {
    expect(() => parseEntries(text, MINUTE)).toThrow();
  });
});

describe('a tally as the first version stored it', () => {
  test('is read', () => {
    const timing = { count: 1, sumMs: 9, minMs: 9, maxMs: 9, bins: [[9, 1]] };
    const tally = { counts: { done: 1 }, timing };
    expect(parseTally(JSON.stringify({ v: 1, ...tally }))).toEqual(tally);
  });

  test.each([
    '',
    '{}',
    '{"v":2,"counts":{}}',
    '{"v":1,"counts":{"success":-1}}',
    '{"v":1,"counts":{},"timing":{"count":0}}',
  ])('is refused in another form: %s', (text) => {
    expect(() => parseTally(text)).toThrow();
  });
});
