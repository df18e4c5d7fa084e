// The contract of every store of breakers.
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  BreakerList,
  BreakerStore,
  CountedFailure,
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

    const count = (destination: string, fields: Partial<CountedFailure> = {}) =>
      fixture.breakers.countFailure(destination, { sliceMs: 60_000, forgetBeforeMs: 0, nowMs, ...fields });

    const opening = (afterMs: number, again = false) => ({ untilMs: nowMs + afterMs, failures: 101, again });

    test('returns nothing for a destination without failures', async () => {
      expect(await fixture.breakers.load('treble')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('counts failures by slice and destination, also concurrently', async () => {
      await Promise.all(Array.from({ length: 10 }, () => count('treble')));
      await count('http:api.example.com');
      const { failures } = await count('treble', { sliceMs: 120_000 });
      expect([...failures].sort(([a], [b]) => a - b)).toEqual([
        [60_000, 10],
        [120_000, 1],
      ]);
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('deletes old slices', async () => {
      await count('treble', { sliceMs: 60_000 });
      await count('treble', { sliceMs: 120_000 });
      await count('treble', { sliceMs: 180_000, forgetBeforeMs: 120_000 });
      const record = await fixture.breakers.load('treble');
      expect([...(record?.failures.keys() ?? [])].sort((a, b) => a - b)).toEqual([120_000, 180_000]);
    });

    test('opens once when several callers open it', async () => {
      await count('treble');
      const openings = [opening(60_000), opening(61_000), opening(62_000)];
      const opened = await Promise.all(openings.map((one) => fixture.breakers.open('treble', one)));
      expect(opened.filter(Boolean)).toHaveLength(1);
      expect((await fixture.breakers.load('treble'))?.openUntilMs).toBeGreaterThanOrEqual(nowMs + 60_000);
    });

    test('opens again only for a probe, and only while it is not closed', async () => {
      expect(await fixture.breakers.open('treble', opening(60_000, true))).toBe(false);
      await fixture.breakers.open('treble', opening(60_000));
      expect(await fixture.breakers.open('treble', opening(90_000, true))).toBe(true);
      expect((await fixture.breakers.load('treble'))?.openUntilMs).toBe(nowMs + 90_000);
    });

    test('grants one probe after the pause, and another one when the first expires or is released', async () => {
      await fixture.breakers.open('treble', opening(60_000));
      const acquire = (atMs: number) =>
        fixture.breakers.acquireProbe('treble', { nowMs: nowMs + atMs, untilMs: nowMs + atMs + 13_000 });
      expect(await acquire(59_999)).toBe(false);
      expect([await acquire(60_000), await acquire(60_000)]).toEqual([true, false]);
      expect(await acquire(73_000)).toBe(true);
      await fixture.breakers.releaseProbe('treble');
      expect(await acquire(73_001)).toBe(true);
    });

    test('grants no probe for a closed destination', async () => {
      await count('treble');
      expect(await fixture.breakers.acquireProbe('treble', { nowMs, untilMs: nowMs + 1 })).toBe(false);
      await fixture.breakers.releaseProbe('never-seen');
      expect(await fixture.breakers.load('never-seen')).toBeUndefined();
    });

    test('deletes everything at closing', async () => {
      await count('treble');
      await fixture.breakers.open('treble', opening(60_000));
      await fixture.breakers.close('treble');
      expect(await fixture.breakers.load('treble')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('lists the open destinations and those with a probe', async () => {
      await fixture.breakers.open('treble', opening(60_000));
      await fixture.breakers.open('http:api.example.com', opening(0));
      const states = await fixture.list.notClosed();
      expect(states.toSorted((a, b) => a.untilMs - b.untilMs)).toEqual([
        { destination: 'http:api.example.com', state: 'probing', untilMs: nowMs, failures: 101 },
        { destination: 'treble', state: 'open', untilMs: nowMs + 60_000, failures: 101 },
      ]);
    });
  });
}
