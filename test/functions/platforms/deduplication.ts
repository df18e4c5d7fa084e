// Says of two bodies whether they are the same event, so that of both only one is worked on.
import { expect } from 'vitest';
import type { ReadInbound } from '../../../functions/core/delivery/event.ts';

export type Pair = readonly [one: unknown, other: unknown];

export function deduplicationKeyOf(read: ReadInbound, body: unknown): readonly string[] | undefined {
  return read(body, JSON.stringify(body)).deduplicationKey;
}

export function expectOneEvent(read: ReadInbound, [one, other]: Pair): void {
  expect(deduplicationKeyOf(read, one)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).toEqual(deduplicationKeyOf(read, one));
}

/** Two events, of which each is still the same as itself. */
export function expectTwoEvents(read: ReadInbound, [one, other]: Pair): void {
  expect(deduplicationKeyOf(read, one)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).not.toEqual(deduplicationKeyOf(read, one));
}
