// The sources, read about once a minute. While the store is away, the last known ones are used. There are none only if the store
// has been away from the start.

import { type Clock, wake } from '../../runtime/clock.ts';
import { SETTINGS } from '../policy.ts';
import type { Source } from './source.ts';
import type { SourceStore } from './source-store.ts';

export interface SourceDirectory {
  /** Undefined when the settings have never been read. */
  sources(): Promise<readonly Source[] | undefined>;
  /** As they were at this time or later; undefined when they cannot be read just now. */
  sourcesSince(ms: number): Promise<readonly Source[] | undefined>;
}

export function sourceDirectory(store: Pick<SourceStore, 'read'>, clock: Clock): SourceDirectory {
  let known: readonly Source[] | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let readAgainAtMs = 0;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const startedAtMs = clock.nowMs();
    const alarm = new AbortController();
    const settled = new AbortController();
    void clock.sleep(SETTINGS.readMs, settled.signal).then(() => {
      if (!settled.signal.aborted) alarm.abort();
    });
    try {
      known = (await store.read(alarm.signal)).sources;
      readAtMs = startedAtMs;
      readAgainAtMs = startedAtMs + SETTINGS.freshMs;
    } catch {
      // Not logged: the caller logs what it does without settings.
      readAgainAtMs = clock.nowMs() + SETTINGS.pauseMs;
    } finally {
      wake(settled);
      reading = undefined;
    }
  }

  async function sources(): Promise<readonly Source[] | undefined> {
    if (clock.nowMs() < readAgainAtMs) return known;
    reading ??= read();
    await reading;
    return known;
  }

  return {
    sources,
    async sourcesSince(ms) {
      // A read that is under way may have begun too early.
      await reading;
      if (readAtMs < ms) {
        reading ??= read();
        await reading;
      }
      return readAtMs >= ms ? known : undefined;
    },
  };
}
