// The clock's twin: time stands still until a test moves it, and then whatever was due on the way happens, in
// order. Nothing here waits for real time.
import type { Clock } from '../../functions/runtime/clock.ts';

export interface VirtualClock extends Clock {
  /** Has something happen at a time; calling what is returned takes it back. */
  at(atMs: number, happen: () => void): () => void;
  /** Moves to what is due next, but not beyond `untilMs`; false when there is nothing. */
  next(untilMs?: number): Promise<boolean>;
  /** Moves on by so much, past everything that is due on the way. */
  advance(ms: number): Promise<void>;
  /** Moves on for as long as this work takes. */
  finish<T>(work: Promise<T>): Promise<T>;
}

interface Alarm {
  readonly atMs: number;
  readonly happen: () => void;
}

/** Whatever can go on without time passing has gone on after this. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export const SOME_DAY_MS = Date.UTC(2030, 0, 1);

export function virtualClock(startMs = SOME_DAY_MS): VirtualClock {
  let nowMs = startMs;
  // Earliest first; what is due at the same time in the order in which it was asked for.
  const alarms: Alarm[] = [];

  function at(atMs: number, happen: () => void): () => void {
    const alarm = { atMs: Math.max(atMs, nowMs), happen };
    const later = alarms.findIndex((other) => other.atMs > alarm.atMs);
    alarms.splice(later === -1 ? alarms.length : later, 0, alarm);
    return () => {
      const index = alarms.indexOf(alarm);
      if (index !== -1) alarms.splice(index, 1);
    };
  }

  async function next(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    await settled();
    const [alarm] = alarms;
    if (!alarm || alarm.atMs > untilMs) return false;
    alarms.shift();
    nowMs = alarm.atMs;
    alarm.happen();
    await settled();
    return true;
  }

  return {
    nowMs: () => nowMs,
    at,
    next,

    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = at(nowMs + ms, resolve);
        signal?.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      });
    },

    async advance(ms) {
      const untilMs = nowMs + ms;
      while (await next(untilMs));
      nowMs = untilMs;
    },

    async finish(work) {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      await settled();
      while (!over && (await next()));
      return work;
    },
  };
}
