// The contract of every store of breakers.
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  BreakerList,
  BreakerOpening,
  BreakerStore,
  CountedCalls,
} from '../../functions/core/breaker/breaker-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface BreakerStoreFixture {
  readonly breakers: BreakerStore;
  readonly list: BreakerList;
  readonly clock: VirtualClock;
}

export function breakerStoreContract(name: string, open: () => Promise<BreakerStoreFixture>): void {
  describe(name, () => {
    let fixture: BreakerStoreFixture;
    let nowMs: number;

    beforeEach(async () => {
      fixture = await open();
      nowMs = fixture.clock.nowMs();
    });

    const count = (destination: string, fields: Partial<CountedCalls> = {}) =>
      fixture.breakers.count(destination, {
        sliceMs: 60_000,
        forgetBeforeMs: 0,
        nowMs,
        answered: 0,
        ...fields,
      });

    const failed = (conversation: string, hung = false) => ({ failed: { conversation, hung } });

    const pauses = (afterMs: number, number = 1) => ({
      openUntilMs: nowMs + afterMs,
      newUntilMs: nowMs + afterMs,
      pauses: number,
      retryUntilMs: nowMs + 2 * afterMs,
      retryPauses: number + 1,
    });
    const opening = (afterMs: number): BreakerOpening => ({ ...pauses(afterMs), failures: 20 });

    const longCall = (place: string, id: string, fields = {}) => ({
      place,
      id,
      untilMs: nowMs + 60_000,
      slowUntilMs: nowMs + 600_000,
      ...fields,
    });

    test('returns nothing for a destination that nothing was wrong with', async () => {
      expect(await fixture.breakers.load('treble')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('counts different conversations and answered calls by slice and destination, also concurrently', async () => {
      const conversations = Array.from({ length: 10 }, (_, at) => `c-${at % 5}`);
      await Promise.all(conversations.map((one) => count('treble', { ...failed(one), answered: 2 })));
      await count('http:api.example.com', failed('c-1'));
      const { slices } = await count('treble', { sliceMs: 120_000, ...failed('c-9', true) });
      expect([...slices].sort(([a], [b]) => a - b)).toEqual([
        [60_000, { failed: new Set(['c-0', 'c-1', 'c-2', 'c-3', 'c-4']), hung: new Set(), answered: 20 }],
        [120_000, { failed: new Set(['c-9']), hung: new Set(['c-9']), answered: 0 }],
      ]);
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('deletes old slices', async () => {
      await count('treble', failed('c-1'));
      await count('treble', { sliceMs: 120_000, answered: 1 });
      await count('treble', { sliceMs: 180_000, answered: 1, forgetBeforeMs: 120_000 });
      const record = await fixture.breakers.load('treble');
      expect([...(record?.slices.keys() ?? [])].sort((a, b) => a - b)).toEqual([120_000, 180_000]);
    });

    test('opens once when several callers open it', async () => {
      await count('treble', failed('c-1'));
      const openings = [opening(60_000), opening(61_000), opening(62_000)];
      const opened = await Promise.all(openings.map((one) => fixture.breakers.open('treble', one)));
      expect(opened.filter(Boolean)).toHaveLength(1);
      expect((await fixture.breakers.load('treble'))?.openUntilMs).toBeGreaterThanOrEqual(nowMs + 60_000);
    });

    test('prolongs the pause only while it is not closed, and frees the probe', async () => {
      expect(await fixture.breakers.prolong('treble', pauses(60_000))).toBe(false);
      await fixture.breakers.open('treble', opening(60_000));
      const probe = { nowMs, untilMs: nowMs + 70_000 };
      expect(await fixture.breakers.acquireProbe('treble', probe)).toBe(true);
      expect(await fixture.breakers.prolong('treble', pauses(90_000, 2))).toBe(true);
      const record = await fixture.breakers.load('treble');
      expect(record).toMatchObject(pauses(90_000, 2));
      expect(record?.probeUntilMs).toBeUndefined();
    });

    test('grants one probe, and another one when the first expires or is released', async () => {
      await fixture.breakers.open('treble', opening(60_000));
      const acquire = (atMs: number) =>
        fixture.breakers.acquireProbe('treble', { nowMs: nowMs + atMs, untilMs: nowMs + atMs + 13_000 });
      expect([await acquire(60_000), await acquire(60_000)]).toEqual([true, false]);
      expect(await acquire(73_000)).toBe(true);
      await fixture.breakers.releaseProbe('treble');
      expect(await acquire(73_001)).toBe(true);
    });

    test('grants no probe for a closed destination', async () => {
      await count('treble', failed('c-1'));
      expect(await fixture.breakers.acquireProbe('treble', { nowMs, untilMs: nowMs + 1 })).toBe(false);
      await fixture.breakers.releaseProbe('never-seen');
      expect(await fixture.breakers.load('never-seen')).toBeUndefined();
    });

    test('forgets pauses and calls at closing, but for long ones, and says whether there were any', async () => {
      await fixture.breakers.addLongCall('treble', longCall('waits/a-1', 'd-1'));
      await count('treble', failed('c-1'));
      await fixture.breakers.open('treble', opening(60_000));
      expect([await fixture.breakers.close('treble'), await fixture.breakers.close('treble')]).toEqual([
        true,
        false,
      ]);
      expect(await fixture.breakers.load('treble')).toEqual({
        slices: new Map(),
        longCalls: [{ place: 'waits/a-1', id: 'd-1', untilMs: nowMs + 60_000 }],
        slowUntilMs: nowMs + 600_000,
      });
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('marks calls that take long, each by its place and id, and the destination as slow', async () => {
      const [a, b] = [longCall('waits/a-1', 'd-1'), longCall('waits/a-1', 'd-2', { untilMs: nowMs + 5 })];
      await fixture.breakers.addLongCall('http:x', a);
      const { longCalls } = await fixture.breakers.addLongCall('http:x', b);
      expect(longCalls.toSorted((x, y) => x.id.localeCompare(y.id))).toEqual([
        { place: 'waits/a-1', id: 'd-1', untilMs: nowMs + 60_000 },
        { place: 'waits/a-1', id: 'd-2', untilMs: nowMs + 5 },
      ]);
      await fixture.breakers.removeLongCall('http:x', a);
      await fixture.breakers.removeLongCall('http:never-seen', a);
      const record = await fixture.breakers.load('http:x');
      expect(record?.longCalls.map(({ id }) => id)).toEqual(['d-2']);
      expect(record?.slowUntilMs).toBe(nowMs + 600_000);
      expect(await fixture.breakers.load('http:never-seen')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('lists the open destinations and those with a probe', async () => {
      await fixture.breakers.open('treble', opening(60_000));
      await fixture.breakers.open('http:api.example.com', opening(0));
      const states = await fixture.list.notClosed();
      expect(states.toSorted((a, b) => a.untilMs - b.untilMs)).toEqual([
        { destination: 'http:api.example.com', state: 'probing', untilMs: nowMs, failures: 20 },
        { destination: 'treble', state: 'open', untilMs: nowMs + 60_000, failures: 20 },
      ]);
    });
  });
}
