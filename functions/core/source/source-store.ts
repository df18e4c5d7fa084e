import type { Source } from './source.ts';

/** Settings of the sources that were made or changed. */
export interface SourceStore {
  read(signal?: AbortSignal): Promise<{ readonly sources: readonly Source[]; readonly version: number }>;
  /** All of them at once, unless somebody else wrote since this version was read. */
  write(sources: readonly Source[], expectedVersion: number): Promise<'written' | 'changed_meanwhile'>;
}
