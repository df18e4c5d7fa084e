// Settings and bodies as a function knows them, in memory.
import { SOURCES, type Source } from '../../functions/shared/domain/source.ts';
import type { BodyStore } from '../../functions/shared/ports.ts';
import type { SourceDirectory } from '../../functions/shared/source-directory.ts';

/** Undefined stands for a store that was away from the start. */
export function memoryDirectory(sources: readonly Source[] | undefined = SOURCES): SourceDirectory {
  return { sources: async () => sources, sourcesSince: async () => sources };
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
      if (body === undefined) throw new Error('There is no such body.');
      return body;
    },
  };
}
