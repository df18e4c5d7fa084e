// The demonstration's own source in the stored settings: beside the others, and removed again afterwards.
import { describe, expect, test } from 'vitest';
import { newSource } from '../../../functions/core/source/source.ts';
import type { SourceStore } from '../../../functions/core/source/source-store.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import { addDemoSource, DEMO_SOURCE, removeDemoSource } from '../../../local/demo/demo-source.ts';
import { memorySources } from '../../contracts/sources.fake.ts';

const own = newSource('kyc', 'treble', true);

/** The sources beside those that every deployment starts with. */
const otherSources = async (store: SourceStore) => {
  const { sources } = await store.read();
  expect(sources).toEqual(expect.arrayContaining([...FIRST_SOURCES]));
  return sources.filter(({ id }) => !FIRST_SOURCES.some((first) => first.id === id));
};

/** Somebody else writes `own` just before each of the first `times` writes. */
function contestedStore(times: number): SourceStore {
  const store = memorySources();
  let left = times;
  return {
    read: store.read,
    async write(sources, expectedVersion) {
      if (left > 0) {
        left -= 1;
        const { sources: stored, version } = await store.read();
        await store.write([...stored.filter(({ id }) => id !== own.id), own], version);
      }
      return store.write(sources, expectedVersion);
    },
  };
}

describe('the demonstration’s source', () => {
  test('is added and removed where there are no settings', async () => {
    const store = memorySources();
    await addDemoSource(store);
    expect(await otherSources(store)).toEqual([DEMO_SOURCE]);
    await removeDemoSource(store);
    expect(await otherSources(store)).toEqual([]);
  });

  test('is stored once, and leaves other settings as they were', async () => {
    const store = memorySources();
    await store.write([own], 0);
    await addDemoSource(store);
    await addDemoSource(store);
    expect(await otherSources(store)).toEqual([own, DEMO_SOURCE]);
    await removeDemoSource(store);
    expect(await otherSources(store)).toEqual([own]);
  });

  test('overwrites nothing that somebody else writes at the same time', async () => {
    const store = contestedStore(2);
    await addDemoSource(store);
    expect(await otherSources(store)).toEqual([own, DEMO_SOURCE]);
  });

  test('is given up when others write every time', async () => {
    await expect(addDemoSource(contestedStore(100))).rejects.toThrow('changed 5 times at the same time');
  });
});
