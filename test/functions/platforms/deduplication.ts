// Checks whether two bodies have the same deduplication key.
import { expect } from 'vitest';
import type { ReadInbound } from '../../../functions/core/delivery/event.ts';

export type Pair = readonly [first: unknown, second: unknown];

export function deduplicationKeyOf(read: ReadInbound, body: unknown): readonly string[] | undefined {
  return read(body, JSON.stringify(body)).deduplicationKey;
}

export function expectOneEvent(read: ReadInbound, [one, other]: Pair): void {
  expect(deduplicationKeyOf(read, one)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).toEqual(deduplicationKeyOf(read, one));
}

/** Two different events; each one is equal to itself. */
export function expectTwoEvents(read: ReadInbound, [one, other]: Pair): void {
  expect(deduplicationKeyOf(read, one)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).toBeDefined();
  expect(deduplicationKeyOf(read, other)).not.toEqual(deduplicationKeyOf(read, one));
}
