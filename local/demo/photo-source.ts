// Lends the demonstration's own source to the part that shows a photo, and removes it afterwards.
import type { Keys } from '../../functions/core/key/keys.ts';
import type { SourceStore } from '../../functions/core/source/source-store.ts';
import { sourceUrl } from '../../functions/core/source/source-url.ts';
import { addDemoSource, DEMO_SOURCE, removeDemoSource } from './demo-source.ts';

export interface PhotoSource {
  readonly url: string;
  /** The variable that photo-check reads; the empty text stands for the customer's answer. */
  readonly photoKey: string;
}

export interface PhotoSourceOptions {
  readonly store: SourceStore;
  readonly baseUrl: string;
  readonly keys: Keys;
  readonly photoKey: string;
}

/** Calls `work` while the source is stored. */
export type WithPhotoSource = <T>(work: (source: PhotoSource) => Promise<T>) => Promise<T>;

export const photoSource =
  ({ store, baseUrl, keys, photoKey }: PhotoSourceOptions): WithPhotoSource =>
  async (work) => {
    await addDemoSource(store);
    try {
      return await work({ url: sourceUrl(baseUrl, keys, DEMO_SOURCE), photoKey });
    } finally {
      await removeDemoSource(store);
    }
  };
