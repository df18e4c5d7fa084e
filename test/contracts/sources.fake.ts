// The fakes of the sources' settings and of the store of bodies.

import { isDeepStrictEqual } from 'node:util';
import { BodyMissingError, type BodyStore } from '../../functions/core/delivery/body-store.ts';
import { type Source, withFirstSources } from '../../functions/core/source/source.ts';
import type { SourceDirectory } from '../../functions/core/source/source-directory.ts';
import type { SourceStore } from '../../functions/core/source/source-store.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';

/** `unread`: the settings were never read. */
export function memoryDirectory(stored: readonly Source[] | 'unread' = FIRST_SOURCES): SourceDirectory {
  const known = stored === 'unread' ? undefined : stored;
  return { sources: async () => known, sourcesSince: async () => known };
}

export function memoryBodies(): BodyStore {
  const bodies = new Map<string, string>();
  return {
    async put(key, body, signal) {
      signal?.throwIfAborted();
      bodies.set(key, Buffer.from(body).toString());
    },
    async get(key) {
      const body = bodies.get(key);
      if (body === undefined) throw new BodyMissingError('The stored body is gone.');
      return body;
    },
  };
}

/** Stores only the sources that differ from the first sources. */
export function memorySources(): SourceStore {
  let stored: { readonly sources: readonly Source[]; readonly version: number } = { sources: [], version: 0 };
  return {
    read: async () => ({ ...stored, sources: withFirstSources(FIRST_SOURCES, stored.sources) }),
    async write(sources, expectedVersion) {
      if (stored.version !== expectedVersion) return 'changed_meanwhile';
      const changed = sources.filter(
        (source) => !FIRST_SOURCES.some((first) => isDeepStrictEqual(first, source)),
      );
      stored = { sources: changed, version: expectedVersion + 1 };
      return 'written';
    },
  };
}
