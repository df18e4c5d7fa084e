// The fake of the clock. Only a test moves the time; all alarms up to the new time run in order. Nothing waits for real
// time.
import type { Clock } from '../../functions/runtime/clock.ts';

export interface VirtualClock extends Clock {
  /** Calls `happen` at this time. Returns a function that cancels it. */
  at(atMs: number, happen: () => void): () => void;
  /** Moves to the next alarm, at most to `untilMs`; false when there is none. */
  next(untilMs?: number): Promise<boolean>;
  /** Moves forward by `ms`, with all alarms in between. */
  advance(ms: number): Promise<void>;
  /** Moves forward until this work ends. */
  finish<T>(work: Promise<T>): Promise<T>;
}

interface Alarm {
  readonly atMs: number;
  readonly happen: () => void;
}

/** After so many alarms the event loop has its turn: some work may need a real file or socket. */
const ALARMS_IN_A_ROW = 50;

export const SOME_DAY_MS = Date.UTC(2030, 0, 1);

export function virtualClock(startMs = SOME_DAY_MS): VirtualClock {
  let nowMs = startMs;
  // Earliest first; alarms of the same time in the order of their creation.
  const alarms: Alarm[] = [];
  let inARow = 0;

  function at(atMs: number, happen: () => void): () => void {
    // Whole milliseconds, like the clock of the system.
    const alarm = { atMs: Math.max(Math.ceil(atMs), nowMs), happen };
    const later = alarms.findIndex((other) => other.atMs > alarm.atMs);
    alarms.splice(later === -1 ? alarms.length : later, 0, alarm);
    return () => {
      const index = alarms.indexOf(alarm);
      if (index !== -1) alarms.splice(index, 1);
    };
  }

  /** After this, all work that needs no time is done. The next tick comes when every settled promise was dealt with. */
  async function settled(): Promise<void> {
    await Promise.resolve();
    inARow = (inARow + 1) % ALARMS_IN_A_ROW;
    const afterwards = inARow === 0 ? setImmediate : process.nextTick;
    await new Promise<void>((resolve) => afterwards(resolve));
  }

  /** False when there is no alarm until then. */
  function ring(untilMs = Number.POSITIVE_INFINITY): boolean {
    const [alarm] = alarms;
    if (!alarm || alarm.atMs > untilMs) return false;
    alarms.shift();
    nowMs = alarm.atMs;
    alarm.happen();
    return true;
  }

  return {
    nowMs: () => nowMs,
    at,

    async next(untilMs) {
      await settled();
      const rang = ring(untilMs);
      if (rang) await settled();
      return rang;
    },

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
      await settled();
      while (ring(untilMs)) await settled();
      nowMs = untilMs;
    },

    async finish(work) {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      await settled();
      while (!over && ring()) await settled();
      return work;
    },
  };
}
