// The demonstration's own sources in the stored settings: beside the others, with a key where one is needed, and
// removed again.
import { describe, expect, test } from 'vitest';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import type { SourceStore } from '../../../functions/core/source/source-store.ts';
import { FIRST_SOURCES } from '../../../functions/platforms/list.ts';
import {
  ANSWER_SOURCE,
  CARD_SOURCE,
  FIRST_SOURCE,
  PHOTO_SOURCE,
  type StoredApiKeys,
  withOwnSources,
} from '../../../local/demo/own-sources.ts';
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

function keys(given: Readonly<Record<string, string>> = {}): StoredApiKeys {
  let stored = { ...given };
  return {
    read: () => stored,
    write(next) {
      stored = { ...next };
    },
  };
}

const all = [FIRST_SOURCE, PHOTO_SOURCE, CARD_SOURCE, ANSWER_SOURCE];

const during = (sources: readonly Source[], store: SourceStore, apiKeys = keys()) =>
  withOwnSources(sources, { store, apiKeys }, () => otherSources(store));

describe('the demonstration’s sources', () => {
  test('are there while it runs, where there are no settings', async () => {
    const store = memorySources();
    expect(await during(all, store)).toEqual(all);
    expect(await otherSources(store)).toEqual([]);
  });

  test('are stored once, also after a run that was killed, and leave other settings as they were', async () => {
    const store = memorySources();
    await store.write([own, ANSWER_SOURCE], 0);
    expect(await during(all, store)).toEqual([own, ...all]);
    expect(await otherSources(store)).toEqual([own]);
  });

  test('have a key only while it runs, and leave other keys as they were', async () => {
    const apiKeys = keys({ trino: 'a key' });
    const seen = await withOwnSources(all, { store: memorySources(), apiKeys }, async () => apiKeys.read());
    expect(Object.keys(seen)).toEqual(['trino', ANSWER_SOURCE.id]);
    expect(apiKeys.read()).toEqual({ trino: 'a key' });
  });

  test('are removed when the demonstration fails', async () => {
    const [store, apiKeys] = [memorySources(), keys()];
    const failing = withOwnSources(all, { store, apiKeys }, () => Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
    expect(await otherSources(store)).toEqual([]);
    expect(apiKeys.read()).toEqual({});
  });

  test('overwrite nothing that somebody else writes at the same time', async () => {
    const store = contestedStore(2);
    expect(await during(all, store)).toEqual([own, ...all]);
  });

  test('are given up when others write every time', async () => {
    await expect(during(all, contestedStore(100))).rejects.toThrow('changed 5 times at the same time');
  });
});
