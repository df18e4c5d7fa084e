// How often a function reads the platforms' keys, and what it uses while they cannot be read.
import { beforeEach, expect, test } from 'vitest';
import { type ApiKeys, apiKeys } from '../../../../functions/core/source/api-keys.ts';
import { parseApiKeys } from '../../../../functions/core/source/secrets-manager-api-keys.ts';

let nowMs: number;
let reads: number;
let stored: Record<string, string>;
let unavailable: boolean;
let keys: ApiKeys;

beforeEach(() => {
  nowMs = 1_000_000;
  reads = 0;
  stored = { trino: 'first' };
  unavailable = false;
  const store = {
    async read() {
      reads += 1;
      if (unavailable) throw new Error('unavailable');
      return { ...stored };
    },
  };
  keys = apiKeys(store, { nowMs: () => nowMs });
});

test('a key is read again after 55 s', async () => {
  expect(await keys.of('trino')).toBe('first');
  stored = { trino: 'second' };
  nowMs += 54_999;
  expect(await keys.of('trino')).toBe('first');
  nowMs += 1;
  expect(await keys.of('trino')).toBe('second');
  expect(reads).toBe(2);
});

test('a key that was stored since is found at once, and one that is missing is looked for every 5 s', async () => {
  await keys.of('trino');
  nowMs += 5000;
  stored = { ...stored, botmaker: 'new' };
  expect(await keys.of('botmaker')).toBe('new');
  expect(reads).toBe(2);
  expect(await keys.of('other')).toBeUndefined();
  nowMs += 4999;
  expect(await keys.of('other')).toBeUndefined();
  expect(reads).toBe(2);
  nowMs += 1;
  await keys.of('other');
  expect(reads).toBe(3);
});

test('while the store is away the last known keys are used; without any it is an error each time, never no key', async () => {
  unavailable = true;
  await expect(keys.of('trino')).rejects.toThrow('unavailable');
  await expect(keys.of('trino')).rejects.toThrow('unavailable');
  unavailable = false;
  expect(await keys.of('trino')).toBe('first');
  unavailable = true;
  nowMs += 60_000;
  expect(await keys.of('trino')).toBe('first');
  expect(await keys.of('botmaker')).toBeUndefined();
});

test('a name that every object has is no source with a key', async () => {
  expect(await keys.of('constructor')).toBeUndefined();
});

test.each(['', 'Zq7Zq7', '12345', 'null', '{"trino":', '[]'])('%j holds no key', (text) => {
  expect(parseApiKeys(text)).toEqual({});
});
