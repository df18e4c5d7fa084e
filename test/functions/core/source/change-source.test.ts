// A change of one source while others write: no write is lost, and the number of attempts is limited.
import { expect, test } from 'vitest';
import { changeSource } from '../../../../functions/core/source/change-source.ts';
import { newSource, type Source } from '../../../../functions/core/source/source.ts';
import type { SourceStore } from '../../../../functions/core/source/source-store.ts';

const kyc = newSource('kyc', 'treble', true);

/** Each of `others` is written just before one of our writes. */
function storeOf(stored: readonly Source[], others: readonly Source[] = []) {
  let sources = stored;
  let version = 1;
  const pending = [...others];
  const store: SourceStore = {
    read: async () => ({ sources, version }),
    async write(all, expectedVersion) {
      const other = pending.shift();
      if (other) {
        sources = [...sources.filter(({ id }) => id !== other.id), other];
        version += 1;
      }
      if (expectedVersion !== version) return 'changed_meanwhile';
      sources = all;
      version += 1;
      return 'written';
    },
  };
  return { store, stored: () => sources };
}

const off = (id: string) => (known: readonly Source[]) => {
  const source = known.find((one) => one.id === id);
  return source && { ...source, enabled: false };
};

test('a change by another writer in between stays', async () => {
  const theirs = { ...kyc, processor: 'echo' };
  const { store, stored } = storeOf([kyc], [theirs]);
  expect(await changeSource(store, off('kyc'), 7)).toMatchObject({ kind: 'changed' });
  expect(stored()).toEqual([{ ...theirs, enabled: false, changedAtMs: 7 }]);
});

test('no change writes nothing', async () => {
  const { store, stored } = storeOf([kyc]);
  expect(await changeSource(store, off('missing'), 7)).toEqual({ kind: 'unchanged' });
  expect(stored()).toEqual([kyc]);
});

test('it stops after too many conflicts and returns busy', async () => {
  const { store, stored } = storeOf([kyc], [kyc, kyc, kyc, kyc]);
  expect(await changeSource(store, off('kyc'), 7)).toEqual({ kind: 'busy' });
  expect(stored()).toEqual([kyc]);
});
