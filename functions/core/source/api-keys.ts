// The keys of others' APIs, by name: the platform's has the name of its source. They are kept apart from the sources'
// settings, in a secret of their own.
import type { Clock } from '../../runtime/clock.ts';
import { SETTINGS } from '../policy.ts';

export interface ApiKeys {
  /**
   * The key with this name, if settings say that there is one; undefined where there is none.
   * @throws when they were never read, and cannot be read now.
   */
  of(name: string): Promise<string | undefined>;
}

/** The name of the secret value of a header that the lookup of a source sends. */
export const lookupKeyName = (source: string, header: string): string => `${source}/lookup/${header}`;

export interface ApiKeyStore {
  /** By name. */
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

  const find = (name: string) => (known && Object.hasOwn(known, name) ? known[name] : undefined);

  return {
    async of(name) {
      const nowMs = clock.nowMs();
      const atMs = find(name) === undefined ? lookAgainAtMs : readAgainAtMs;
      if (!known || nowMs >= atMs) await read(nowMs);
      return find(name);
    },
  };
}
