// What one invocation counts. The write is limited in time and never fails the invocation.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type ConversationCount,
  withoutResult,
  withResult,
} from '../../../../functions/core/statistics/conversations.ts';
import { createCounters } from '../../../../functions/core/statistics/counters.ts';
import { printEntries, type StatsRecord } from '../../../../functions/core/statistics/stats-entry.ts';
import type { StatsStore } from '../../../../functions/core/statistics/stats-store.ts';
import { makeWorld, type World } from '../../../world.ts';

let world: World;
let ids: number;

function newId(): string {
  ids += 1;
  return `writer-${ids}`;
}

beforeEach(() => {
  world = makeWorld();
  ids = 0;
});

const open = (store: StatsStore = world.stats) => createCounters({ ...world, stats: store, newId }, 2000);

test('what customers got is counted: with a result, or without one by reason', async () => {
  const tally = open();
  const went = (outcome: 'done' | 'failed' | 'filtered', result: ConversationCount | undefined) =>
    tally.outcome('treble', outcome, { afterMs: 5, result });
  went('done', withResult);
  for (let at = 0; at < 3; at += 1) went('failed', withoutResult('processor_rejected'));
  went('failed', withoutResult('deadline'));
  went('filtered', undefined);
  tally.outcome('trino', 'unconfirmed');
  await tally.write();
  const report = await world.stats.read({ minutes: 1 });
  const reasons = [
    { reason: 'processor_rejected', count: 3 },
    { reason: 'deadline', count: 1 },
  ];
  expect(report.sources.find(({ id }) => id === 'treble')).toMatchObject({
    conversations: { withResult: 1, withoutResult: 4, reasons },
    continued: { count: 6 },
  });
  expect(report.conversations).toEqual({
    withResult: 1,
    withoutResult: 4,
    unconfirmed: 1,
    reasons: reasons.map((one) => ({ ...one, source: 'treble' })),
  });
});

test('a call that is refused is not one that was answered', async () => {
  const tally = open();
  tally.call('http:crm', 'refused', 4);
  tally.call('http:crm', 'answered', 4);
  await tally.write();
  const { destinations } = await world.stats.read({ minutes: 1 });
  expect(destinations.find(({ id }) => id === 'http:crm')).toMatchObject({
    success: 1,
    refused: 1,
    error: 0,
  });
});

test('one record for any number of counts, sources and destinations', async () => {
  const tally = open();
  for (let at = 0; at < 10; at += 1) {
    tally.outcome('treble', 'done', { afterMs: 1000 + at, result: withResult });
    tally.call('treble', 'answered', at);
  }
  tally.outcome('trino', 'filtered');
  tally.confirmed('trino', 4000);
  tally.confirmed('trino', 6000);
  await tally.write();
  expect(world.stats.records).toHaveLength(1);
  expect(await world.stats.read({ minutes: 1 })).toMatchObject({
    sources: [
      { id: 'treble', success: 0, outcomes: { done: 10 }, continued: { count: 10, fastestMs: 1000 } },
      { id: 'treble-events' },
      { id: 'botmaker' },
      {
        id: 'trino',
        outcomes: { filtered: 1, confirmed: 2 },
        continued: { count: 0 },
        confirmed: { count: 2, fastestMs: 4000, averageMs: 5000, slowestMs: 6000 },
      },
    ],
    destinations: [{ id: 'treble', success: 10, fastestMs: 0, slowestMs: 9 }],
  });
});

test.each([
  ['answered', 2000, 'success'],
  ['answered', 2001, 'slow'],
  ['answered', undefined, 'success'],
  ['failed', 3, 'error'],
  ['deferred', undefined, 'deferred'],
] as const)('a call with the result %s after %s ms counts as %s', async (result, tookMs, expected) => {
  const tally = open();
  tally.call('http:api.example.com', result, tookMs);
  await tally.write();
  const { destinations } = await world.stats.read({ minutes: 1 });
  expect(destinations[1]).toMatchObject({
    ...{ success: 0, slow: 0, error: 0, deferred: 0 },
    [expected]: 1,
    slowestMs: tookMs ?? null,
  });
});

test('the next write has the counts since the last one, and nothing twice', async () => {
  const tally = open();
  tally.outcome('treble', 'done');
  await tally.write();
  tally.outcome('treble', 'done');
  await tally.write();
  await tally.write();
  const [treble] = (await world.stats.read({ minutes: 1 })).sources;
  expect(treble?.outcomes.done).toBe(2);
});

describe('the record that invocations share', () => {
  const counted = async () => {
    const { sources } = await world.stats.read({ minutes: 30 });
    return sources.reduce((sum, { outcomes }) => sum + outcomes.done, 0);
  };

  test('is that of a minute', async () => {
    const tally = open();
    for (let invocation = 0; invocation < 50; invocation += 1) {
      tally.outcome('treble', 'done', { afterMs: 1000, result: withResult });
      await tally.write();
    }
    expect(world.stats.records).toHaveLength(1);
    await world.clock.advance(60_000);
    tally.outcome('treble', 'done');
    await tally.write();
    expect(world.stats.records).toHaveLength(2);
    expect(await counted()).toBe(51);
  });

  test('stays below the size of a write unit, as long as what one invocation counts does', async () => {
    const tally = open();
    for (let invocation = 0; invocation < 500; invocation += 1) {
      tally.outcome(`source-${invocation % 70}`, 'done', { afterMs: invocation ** 2, result: withResult });
      tally.call('http:api.example.com', 'answered', invocation);
      await tally.write();
    }
    const { records } = world.stats;
    for (const { entries, minuteMs } of records)
      expect(printEntries(entries, minuteMs).length).toBeLessThan(900);
    expect(records.length).toBeLessThan(50);
    expect(await counted()).toBe(500);
  });

  test('is left after a write that failed, which may still arrive', async () => {
    let refuses = false;
    const late: StatsRecord[] = [];
    const tally = open({
      async write(record) {
        if (!refuses) return world.stats.write(record);
        late.push(record);
        throw new Error('no answer');
      },
    });
    for (const refused of [false, true, false]) {
      refuses = refused;
      tally.outcome('treble', 'done');
      await tally.write();
    }
    expect(await counted()).toBe(2);
    for (const record of late) await world.stats.write(record);
    expect(await counted()).toBe(3);
  });
});

test('without counts nothing is written', async () => {
  const refusing: StatsStore = { write: () => Promise.reject(new Error('called')) };
  await open(refusing).write();
  expect(world.log.lines).toEqual([]);
});

test('a long name of a destination is cut to the limit of the table', async () => {
  const tally = open();
  tally.call(`http:${'x'.repeat(5000)}`, 'answered');
  await tally.write();
  expect(world.stats.records[0]?.entries[0]?.id.length).toBeLessThanOrEqual(300);
});

describe('a store that is unavailable', () => {
  test('is logged, without an error', async () => {
    const tally = open({ write: () => Promise.reject(new TypeError('a message that may quote something')) });
    tally.outcome('treble', 'done');
    await tally.write();
    expect(world.log.lines).toEqual([
      { event: 'stats_error', level: 'error', entries: 1, error: 'TypeError' },
    ]);
  });

  test.each([
    [
      'obeys',
      (signal: AbortSignal) =>
        new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(new Error('aborted')))),
    ],
    ['does not obey', () => new Promise<never>(() => undefined)],
  ])('is left after a second when it %s the signal', async (_, hang) => {
    const tally = open({ write: (_entries, signal = AbortSignal.abort()) => hang(signal) });
    tally.outcome('treble', 'done');
    const startedAtMs = world.clock.nowMs();
    await world.clock.finish(tally.write());
    expect(world.clock.nowMs() - startedAtMs).toBe(1000);
    expect(world.log.of('stats_error')).toHaveLength(1);
  });
});
