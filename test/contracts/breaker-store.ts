// What every store of breakers must do.
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

    const count = (destination: string, given: Partial<CountedFailure> = {}) =>
      fixture.breakers.countFailure(destination, { sliceMs: 60_000, forgetBeforeMs: 0, nowMs, ...given });

    const opening = (afterMs: number, again = false) => ({ untilMs: nowMs + afterMs, failures: 101, again });

    test('knows nothing of a destination that never failed', async () => {
      expect(await fixture.breakers.load('treble')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('counts failures by slice, each destination by itself, however many at once', async () => {
      await Promise.all(Array.from({ length: 10 }, () => count('treble')));
      await count('http:api.example.com');
      const { failures } = await count('treble', { sliceMs: 120_000 });
      expect([...failures].sort(([a], [b]) => a - b)).toEqual([
        [60_000, 10],
        [120_000, 1],
      ]);
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('forgets slices that are of no use any more', async () => {
      await count('treble', { sliceMs: 60_000 });
      await count('treble', { sliceMs: 120_000 });
      await count('treble', { sliceMs: 180_000, forgetBeforeMs: 120_000 });
      const record = await fixture.breakers.load('treble');
      expect([...(record?.failures.keys() ?? [])].sort((a, b) => a - b)).toEqual([120_000, 180_000]);
    });

    test('opens once, however many want it', async () => {
      await count('treble');
      const wanting = [opening(60_000), opening(61_000), opening(62_000)];
      const opened = await Promise.all(wanting.map((one) => fixture.breakers.open('treble', one)));
      expect(opened.filter(Boolean)).toHaveLength(1);
      expect((await fixture.breakers.load('treble'))?.openUntilMs).toBeGreaterThanOrEqual(nowMs + 60_000);
    });

    test('is opened again only by a probe, and only while it is not closed', async () => {
      expect(await fixture.breakers.open('treble', opening(60_000, true))).toBe(false);
      await fixture.breakers.open('treble', opening(60_000));
      expect(await fixture.breakers.open('treble', opening(90_000, true))).toBe(true);
      expect((await fixture.breakers.load('treble'))?.openUntilMs).toBe(nowMs + 90_000);
    });

    test('gives the probe to one when the pause is over, and to the next when that one is heard of no more', async () => {
      await fixture.breakers.open('treble', opening(60_000));
      const take = (atMs: number) =>
        fixture.breakers.acquireProbe('treble', { nowMs: nowMs + atMs, untilMs: nowMs + atMs + 13_000 });
      expect(await take(59_999)).toBe(false);
      expect([await take(60_000), await take(60_000)]).toEqual([true, false]);
      expect(await take(73_000)).toBe(true);
      await fixture.breakers.releaseProbe('treble');
      expect(await take(73_001)).toBe(true);
    });

    test('has no probe to give for what is closed', async () => {
      await count('treble');
      expect(await fixture.breakers.acquireProbe('treble', { nowMs, untilMs: nowMs + 1 })).toBe(false);
      await fixture.breakers.releaseProbe('never-seen');
      expect(await fixture.breakers.load('never-seen')).toBeUndefined();
    });

    test('forgets everything when it closes', async () => {
      await count('treble');
      await fixture.breakers.open('treble', opening(60_000));
      await fixture.breakers.close('treble');
      expect(await fixture.breakers.load('treble')).toBeUndefined();
      expect(await fixture.list.notClosed()).toEqual([]);
    });

    test('lists what is open, and what is being tried', async () => {
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
