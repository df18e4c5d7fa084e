// How often a function reads the sources' settings, and which settings it uses while they cannot be read.
import { beforeEach, expect, test } from 'vitest';
import { newSource, type Source } from '../../../../functions/core/source/source.ts';
import { sourceDirectory } from '../../../../functions/core/source/source-directory.ts';
import type { SourceStore } from '../../../../functions/core/source/source-store.ts';
import type { Clock } from '../../../../functions/runtime/clock.ts';

let nowMs: number;
let reads: number;
let stored: Source[];
let unavailable: boolean;

const clock: Clock = { nowMs: () => nowMs, sleep: () => new Promise(() => {}) };
const store: Pick<SourceStore, 'read'> = {
  async read() {
    reads += 1;
    if (unavailable) throw new Error('unavailable');
    return { sources: stored, version: 1 };
  },
};
const crm = newSource('crm', 'trino', false);
const ids = (sources: readonly Source[] | undefined) => sources?.map(({ id }) => id);

beforeEach(() => {
  nowMs = 1_000_000;
  reads = 0;
  stored = [crm];
  unavailable = false;
});

test('settings are read again after 55 s', async () => {
  const directory = sourceDirectory(store, clock);
  await directory.sources();
  nowMs += 54_999;
  await directory.sources();
  expect(reads).toBe(1);
  stored = [];
  nowMs += 1;
  expect(ids(await directory.sources())).not.toContain('crm');
  expect(reads).toBe(2);
});

test('the age of settings counts from the start of the read', async () => {
  const slow: Pick<SourceStore, 'read'> = {
    async read() {
      const read = await store.read();
      nowMs += 400;
      return read;
    },
  };
  const directory = sourceDirectory(slow, clock);
  await directory.sources();
  stored = [];
  nowMs += 54_600;
  expect(ids(await directory.sources())).not.toContain('crm');
});

test('concurrent requests share one read', async () => {
  const directory = sourceDirectory(store, clock);
  await Promise.all(Array.from({ length: 20 }, () => directory.sources()));
  expect(reads).toBe(1);
});

test('while the store is unavailable the old settings stay, and only some requests read', async () => {
  const directory = sourceDirectory(store, clock);
  await directory.sources();
  unavailable = true;
  nowMs += 61_000;
  expect(ids(await directory.sources())).toContain('crm');
  expect(ids(await directory.sources())).toContain('crm');
  expect(reads).toBe(2);
  nowMs += 5_000;
  await directory.sources();
  expect(reads).toBe(3);
});

test('a store that is unavailable from the start gives no settings', async () => {
  unavailable = true;
  expect(await sourceDirectory(store, clock).sources()).toBeUndefined();
});

test('a store that hangs is left after half a second', async () => {
  const hanging: Pick<SourceStore, 'read'> = {
    read: (signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
  };
  const sleeps: number[] = [];
  const hurried: Clock = {
    nowMs: () => nowMs,
    sleep: async (ms) => {
      sleeps.push(ms);
    },
  };
  expect(await sourceDirectory(hanging, hurried).sources()).toBeUndefined();
  expect(sleeps).toEqual([500]);
});

test('settings since a time are read again only if the last read started earlier', async () => {
  const directory = sourceDirectory(store, clock);
  stored = [];
  await directory.sources();
  stored = [crm];
  expect(ids(await directory.sourcesSince(nowMs))).not.toContain('crm');
  nowMs += 1;
  expect(ids(await directory.sourcesSince(nowMs))).toContain('crm');
  expect(ids(await directory.sourcesSince(nowMs - 1))).toContain('crm');
  expect(reads).toBe(2);
});

test('old settings are not returned for a later time', async () => {
  const directory = sourceDirectory(store, clock);
  await directory.sources();
  unavailable = true;
  nowMs += 1000;
  expect(await directory.sourcesSince(nowMs)).toBeUndefined();
  expect(ids(await directory.sources())).toContain('crm');
});
