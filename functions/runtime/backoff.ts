// Full jitter: a random delay from 0 to a limit that doubles with each attempt.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** `attempt` counts from 1; `random` is from 0 to 1. */
export function fullJitterMs(attempt: number, random: number, { baseMs, capMs }: Backoff): number {
  return Math.round(random * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}
