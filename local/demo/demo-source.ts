// The demonstration's own source: stored while the demonstration runs, so that it can show the check of a photo
// whatever the stack's processor is.
import { newSource, type Source } from '../../functions/core/source/source.ts';
import type { SourceStore } from '../../functions/core/source/source-store.ts';

/** Never shown. If a run is killed during the demonstration it stays stored; the next demonstration removes it. */
export const DEMO_SOURCE: Source = {
  ...newSource('demo-photo', 'treble', true),
  processor: 'photo-check',
};

/** Somebody else may change the sources at the same time. */
const ATTEMPTS = 5;

export const addDemoSource = (store: SourceStore): Promise<void> => replace(store, [DEMO_SOURCE]);

export const removeDemoSource = (store: SourceStore): Promise<void> => replace(store, []);

async function replace(store: SourceStore, own: readonly Source[]): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { sources, version } = await store.read();
    const others = sources.filter(({ id }) => id !== DEMO_SOURCE.id);
    if ((await store.write([...others, ...own], version)) === 'written') return;
  }
  throw new Error(`The sources were changed ${ATTEMPTS} times at the same time. Start again.`);
}
