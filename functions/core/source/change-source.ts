// A change of one source's settings: read all, change one, write all, unless somebody else did in between.
import type { Source } from './source.ts';
import type { SourceStore } from './source-store.ts';

/** Somebody else may write at the same time. */
const ROUNDS = 3;

export type Changed =
  | { readonly kind: 'changed'; readonly source: Source }
  /** There was nothing to change. */
  | { readonly kind: 'unchanged' }
  /** Others kept writing: nothing was changed, try again. */
  | { readonly kind: 'busy' };

/** `change` gets the sources as they are, and may be called again with newer ones. The changed one gets `atMs`. */
export async function changeSource(
  store: SourceStore,
  change: (known: readonly Source[]) => Source | undefined | Promise<Source | undefined>,
  atMs: number,
): Promise<Changed> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sources, version } = await store.read();
    const changed = await change(sources);
    if (!changed) return { kind: 'unchanged' };
    const source = { ...changed, changedAtMs: atMs };
    const all = [...sources.filter(({ id }) => id !== source.id), source];
    if ((await store.write(all, version)) === 'written') return { kind: 'changed', source };
  }
  return { kind: 'busy' };
}
