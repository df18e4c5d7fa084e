import type { Source } from './source.ts';

/** The sources with their settings, those that every deployment starts with included. */
export interface SourceStore {
  read(signal?: AbortSignal): Promise<{ readonly sources: readonly Source[]; readonly version: number }>;
  /** All of them in one write, unless somebody else has written since this version was read. */
  write(sources: readonly Source[], expectedVersion: number): Promise<'written' | 'changed_meanwhile'>;
}
