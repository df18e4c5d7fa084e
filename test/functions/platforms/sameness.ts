// Says of two bodies whether they are the same event, so that of both only one is worked on.
import { expect } from 'vitest';
import type { ReadInbound } from '../../../functions/core/delivery/event.ts';

export type Pair = readonly [one: unknown, other: unknown];

export function samenessOf(read: ReadInbound, body: unknown): readonly string[] | undefined {
  return read(body, JSON.stringify(body)).sameness;
}

export function expectOneEvent(read: ReadInbound, [one, other]: Pair): void {
  expect(samenessOf(read, one)).toBeDefined();
  expect(samenessOf(read, other)).toEqual(samenessOf(read, one));
}

/** Two events, of which each is still the same as itself. */
export function expectTwoEvents(read: ReadInbound, [one, other]: Pair): void {
  expect(samenessOf(read, one)).toBeDefined();
  expect(samenessOf(read, other)).toBeDefined();
  expect(samenessOf(read, other)).not.toEqual(samenessOf(read, one));
}
