// The time that a report is about: whole steps of one or more minutes. Statistics are counted by the minute.
import { MINUTE_MS } from './stats-entry.ts';

export interface StatsWindow {
  readonly minutes: number;
  /** What one bar of a histogram stands for. */
  readonly stepMinutes: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** So many whole minutes, and the step that has begun: never less than was asked for. Steps begin at full hours, UTC. */
export function windowOf(minutes: number, nowMs: number, stepMinutes = 1): StatsWindow {
  const fromMs = stepStart(nowMs, stepMinutes) - minutes * MINUTE_MS;
  return { minutes, stepMinutes, fromMs, untilMs: nowMs };
}

export function stepStart(ms: number, stepMinutes: number): number {
  const stepMs = stepMinutes * MINUTE_MS;
  return Math.floor(ms / stepMs) * stepMs;
}

/** Start of each step, oldest first. */
export function stepsOf({ fromMs, untilMs, stepMinutes }: StatsWindow): number[] {
  const stepMs = stepMinutes * MINUTE_MS;
  const steps = (stepStart(untilMs, stepMinutes) - fromMs) / stepMs + 1;
  return Array.from({ length: steps }, (_, index) => fromMs + index * stepMs);
}
