// The time that a report is about: whole minutes, as the statistics are counted.
import { MINUTE_MS, minuteOf } from './stats-entry.ts';

export interface StatsWindow {
  readonly minutes: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** So many whole minutes and the one that has begun: never less than was asked for. */
export function windowOf(minutes: number, nowMs: number): StatsWindow {
  return { minutes, fromMs: minuteOf(nowMs) - minutes * MINUTE_MS, untilMs: nowMs };
}

/** Start of each minute, oldest first. */
export function minutesOf({ fromMs, untilMs }: StatsWindow): number[] {
  return Array.from(
    { length: (minuteOf(untilMs) - fromMs) / MINUTE_MS + 1 },
    (_, index) => fromMs + index * MINUTE_MS,
  );
}
