// The keys of the platforms' APIs, by source. They are kept apart from the sources' settings, in a secret of their own.
import type { Clock } from '../../runtime/clock.ts';
import { SETTINGS } from '../policy.ts';

export interface ApiKeys {
  /** Undefined where the source has none. @throws when they were never read, and cannot be read now. */
  of(source: string): Promise<string | undefined>;
}

export interface ApiKeyStore {
  /** By source. */
  read(): Promise<Readonly<Record<string, string>>>;
}

/** Read about once a minute. While the store is away, the last known ones are used. */
export function apiKeys(store: ApiKeyStore, clock: Pick<Clock, 'nowMs'>): ApiKeys {
  let known: Readonly<Record<string, string>> | undefined;
  let readAgainAtMs = 0;

  async function read(): Promise<Readonly<Record<string, string>>> {
    const nowMs = clock.nowMs();
    if (known && nowMs < readAgainAtMs) return known;
    try {
      known = await store.read();
      readAgainAtMs = nowMs + SETTINGS.freshMs;
    } catch (error) {
      if (!known) throw error;
      readAgainAtMs = nowMs + SETTINGS.pauseMs;
    }
    return known;
  }

  return {
    async of(source) {
      const keys = await read();
      return Object.hasOwn(keys, source) ? keys[source] : undefined;
    },
  };
}
