// Counts batches of the access log: exactly, once, and never under an untrusted name.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import type { SourceDirectory } from '../../../functions/core/source/source-directory.ts';
import type { StatsCompaction, StatsStore } from '../../../functions/core/statistics/stats-store.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import { countBatch } from '../../../functions/stats/count-batch.ts';
import { readBatch } from '../../../functions/stats/log-batch.ts';
import { memoryDirectory } from '../../contracts/sources.fake.ts';
import { memoryStats } from '../../contracts/stats.fake.ts';
import { SOME_DAY_MS, virtualClock } from '../../contracts/virtual-clock.ts';
import { runs } from '../../properties/runs.ts';
import { makeWorld, type World } from '../../world.ts';
import { accessLine, dataMessage, pack } from './batch.ts';

let world: World;

beforeEach(() => {
  world = makeWorld({ clock: virtualClock(SOME_DAY_MS + 5000) });
});

function count(
  message: unknown,
  {
    directory,
    store,
    compaction = world.stats,
  }: { directory?: SourceDirectory; store?: StatsStore; compaction?: StatsCompaction } = {},
): Promise<void> {
  const ports = { ...world, compaction, ...(directory && { directory }), ...(store && { stats: store }) };
  return world.clock.finish(countBatch(readBatch(pack(message)), ports, 2000));
}

const report = () => world.stats.read({ minutes: 30 });

async function posts(id: string) {
  const found = (await report()).sources.find((source) => source.id === id);
  if (!found) return undefined;
  const { success, slow, error, rejected } = found;
  return { success, slow, error, rejected };
}

test('every result of a batch is counted exactly, under its source', async () => {
  await count(
    dataMessage([
      accessLine({}),
      accessLine({ responseLatencyMs: '2500' }),
      accessLine({ status: '503' }),
      accessLine({ status: '401' }),
      accessLine({ path: '/hooks/trino' }),
      accessLine({ method: 'GET' }),
      accessLine({ path: '/resume' }),
    ]),
  );
  expect(await posts('treble')).toEqual({ success: 1, slow: 1, error: 1, rejected: 1 });
  expect(await posts('trino')).toEqual({ success: 1, slow: 0, error: 0, rejected: 0 });
  expect(await posts('unknown')).toBeUndefined();
  expect(world.stats.records).toHaveLength(1);
});

test('a request belongs to the minute of its receipt', async () => {
  await count(dataMessage([accessLine({}), accessLine({ time: String(SOME_DAY_MS - 1) })]));
  const [treble] = (await report()).sources;
  expect(treble?.series.filter(({ success }) => success > 0).map(({ atMs }) => atMs)).toEqual([
    SOME_DAY_MS - 60_000,
    SOME_DAY_MS,
  ]);
});

describe('a repeated batch', () => {
  const lines = Array.from({ length: 50 }, (_, at) =>
    accessLine({ path: at % 3 ? '/hooks/treble' : '/hooks/missing', time: String(SOME_DAY_MS + at * 700) }),
  );

  test('counts once, in any order of lines', async () => {
    const message = dataMessage(lines);
    await count(message);
    const once = await report();
    await count(message);
    await count({ ...message, logEvents: message.logEvents.toReversed() });
    expect(await report()).toEqual(once);
    expect(await posts('treble')).toMatchObject({ success: 33 });
  });

  test('counts once after a write whose answer was lost too', async () => {
    let writes = 0;
    const failing: StatsStore = {
      async write(record) {
        writes += 1;
        await world.stats.write(record);
        if (writes < 3) throw new Error('away');
      },
    };
    await count(dataMessage(lines), { store: failing });
    expect(writes).toBe(3);
    expect([await posts('treble'), await posts('unknown')]).toMatchObject([{ success: 33 }, { success: 17 }]);
  });

  test('is different from another batch with the same text', async () => {
    await count(dataMessage(lines));
    await count(dataMessage(lines, 1000));
    expect(await posts('treble')).toMatchObject({ success: 66 });
  });
});

describe('unknown sources', () => {
  test('are counted together, so that a sender cannot create keys', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 20 }),
        async (names) => {
          const made = memoryStats({ clock: world.clock });
          const paths = names.map((name) => `/hooks/x-${encodeURIComponent(name.toWellFormed())}`);
          await count(dataMessage(paths.map((path) => accessLine({ path, status: '404' }))), { store: made });
          const entries = made.records.flatMap((record) => record.entries);
          expect(entries.length).toBeLessThanOrEqual(1);
          for (const { id } of entries) expect(id).toBe('unknown');
        },
      ),
      runs(50),
    );
  });

  test('can be new, so the settings are read again, once for each batch', async () => {
    const asked: number[] = [];
    const crm = newSource('crm', 'trino', false);
    const directory: SourceDirectory = {
      sources: async () => FIRST_SOURCES,
      sourcesSince: async (ms) => {
        asked.push(ms);
        return [...FIRST_SOURCES, crm];
      },
    };
    const paths = ['/hooks/crm', '/hooks/x', '/hooks/y', '/hooks/treble'];
    await count(dataMessage(paths.map((path) => accessLine({ path }))), { directory });
    expect(asked).toEqual([SOME_DAY_MS]);
    expect([await posts('crm'), await posts('unknown')]).toMatchObject([{ success: 1 }, { success: 2 }]);
  });

  test('a removed source keeps its name', async () => {
    const gone: Source = { ...newSource('gone', 'trino', false), enabled: false, removed: true };
    await count(dataMessage([accessLine({ path: '/hooks/gone', status: '404' })]), {
      directory: memoryDirectory([gone]),
    });
    expect(await posts('gone')).toMatchObject({ rejected: 1 });
  });
});

test('unreadable lines are counted and do not block others', async () => {
  await count(dataMessage(['{', accessLine({}), '', accessLine({ status: '-' })]));
  expect(await report()).toMatchObject({ unreadable: 3 });
  expect(await posts('treble')).toMatchObject({ success: 1 });
  expect(world.log.of('unreadable')).toMatchObject([{ lines: 3 }]);
});

test('a batch without POSTs writes nothing and reads no settings', async () => {
  const never = { write: () => Promise.reject(new Error('written')) };
  const unread = memoryDirectory('unread');
  await count(dataMessage([accessLine({ method: 'GET' })]), { store: never, directory: unread });
  await count({
    messageType: 'CONTROL_MESSAGE',
    logEvents: [{ id: '', timestamp: 0, message: 'CWL CONTROL MESSAGE' }],
  });
  expect(world.stats.records).toEqual([]);
});

describe('without DynamoDB the batch fails, so that Lambda repeats it', () => {
  test('if entries cannot be written', async () => {
    const refusing = { write: () => Promise.reject(new RangeError('quoting')) };
    await expect(count(dataMessage([accessLine({})]), { store: refusing })).rejects.toThrow(RangeError);
    expect(world.log.of('stats_error')).toEqual(
      Array.from({ length: 3 }, () => ({
        event: 'stats_error',
        level: 'error',
        lines: 1,
        error: 'RangeError',
      })),
    );
  });

  test('if the settings cannot be read: nothing is written', async () => {
    const unread = memoryDirectory('unread');
    await expect(count(dataMessage([accessLine({})]), { directory: unread })).rejects.toThrow('settings');
    expect(world.stats.records).toEqual([]);
  });
});

describe('merging', () => {
  const asked: string[] = [];
  const compaction = (fails?: 'mergeLate' | 'mergeEnded'): StatsCompaction => {
    asked.length = 0;
    const ask = (name: 'mergeLate' | 'mergeEnded') => async () => {
      asked.push(name);
      if (name === fails) throw new RangeError('away');
    };
    return { mergeLate: ask('mergeLate'), mergeEnded: ask('mergeEnded') };
  };

  test('follows each batch', async () => {
    await count(dataMessage([accessLine({})]), { compaction: compaction() });
    expect(asked).toEqual(['mergeLate', 'mergeEnded']);
  });

  test('of what came late must succeed, so that it is counted', async () => {
    const late = count(dataMessage([accessLine({})]), { compaction: compaction('mergeLate') });
    await expect(late).rejects.toThrow(RangeError);
    expect(asked).toEqual(['mergeLate', 'mergeLate', 'mergeLate']);
  });

  test('of other minutes can fail: they are counted all the same', async () => {
    await count(dataMessage([accessLine({})]), { compaction: compaction('mergeEnded') });
    expect(world.log.of('stats_not_merged')).toMatchObject([{ error: 'RangeError' }]);
  });
});

test('invalid data is refused', () => {
  expect(() => readBatch({ awslogs: { data: 'no archive' } })).toThrow();
  expect(() => readBatch(pack({ messageType: 'OTHER' }))).toThrow();
});
