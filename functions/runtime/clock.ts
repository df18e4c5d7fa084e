// The real clock.

export const clock: Clock = {
  nowMs: Date.now,
  // Not with node:timers/promises, which builds an error with its stack for each sleep that ends early. Most do.
  sleep(ms, signal) {
    if (signal?.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    // Timers of Node can fire up to one millisecond early. After the sleep the deadline must have passed.
    const timer = setTimeout(end, ms > 0 ? ms + 1 : 0);
    signal?.addEventListener('abort', end);
    return promise;
  },
};

export interface Clock {
  /** ms since 1970. */
  nowMs(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Ends the sleeps of this signal. Without a reason, `abort` would build an error with its stack. */
export function wake(sleeper: AbortController): void {
  sleeper.abort(null);
}
