// The keys of the platforms' APIs, by source. They are kept apart from the sources' settings, in a secret of their own.
import type { Clock } from '../../runtime/clock.ts';
import { SETTINGS } from '../policy.ts';

export interface ApiKeys {
  /**
   * Of a source whose settings say that it has one; undefined where it has none.
   * @throws when they were never read, and cannot be read now.
   */
  of(source: string): Promise<string | undefined>;
}

export interface ApiKeyStore {
  /** By source. */
  read(): Promise<Readonly<Record<string, string>>>;
}

/**
 * Read about once a minute. While the store is away, the last known ones are used. A key that is not among them may
 * have been stored since, because it is stored before its source's settings say so: then they are read again, every few
 * seconds at most.
 */
export function apiKeys(store: ApiKeyStore, clock: Pick<Clock, 'nowMs'>): ApiKeys {
  let known: Readonly<Record<string, string>> | undefined;
  let readAgainAtMs = 0;
  let lookAgainAtMs = 0;

  async function read(nowMs: number): Promise<void> {
    lookAgainAtMs = nowMs + SETTINGS.pauseMs;
    try {
      known = await store.read();
      readAgainAtMs = nowMs + SETTINGS.freshMs;
    } catch (error) {
      if (!known) throw error;
      readAgainAtMs = nowMs + SETTINGS.pauseMs;
    }
  }

  const find = (source: string) => (known && Object.hasOwn(known, source) ? known[source] : undefined);

  return {
    async of(source) {
      const nowMs = clock.nowMs();
      const atMs = find(source) === undefined ? lookAgainAtMs : readAgainAtMs;
      if (!known || nowMs >= atMs) await read(nowMs);
      return find(source);
    },
  };
}
