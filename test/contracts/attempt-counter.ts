// The contract of every attempt counter.
import { beforeEach, describe, expect, test } from 'vitest';
import type { AttemptCounter } from '../../functions/core/delivery/attempt-counter.ts';

export function attemptCounterContract(name: string, open: () => Promise<AttemptCounter>): void {
  describe(name, () => {
    let attempts: AttemptCounter;

    beforeEach(async () => {
      attempts = await open();
    });

    test('counts from one, separately for each delivery', async () => {
      expect(await attempts.count('d-1')).toBe(1);
      expect(await attempts.count('d-1')).toBe(2);
      expect(await attempts.count('ñ-🌵')).toBe(1);
      expect(await attempts.count('d-1')).toBe(3);
    });

    test('counts each of many concurrent attempts', async () => {
      const counted = await Promise.all(Array.from({ length: 10 }, () => attempts.count('d-1')));
      expect(counted.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    test('takes back an attempt, and never more than there were', async () => {
      for (const id of ['d-1', 'd-1', 'd-2']) await attempts.count(id);
      for (const id of ['d-1', 'd-2', 'd-2', 'd-3']) await attempts.takeBack(id);
      expect(await attempts.count('d-1')).toBe(2);
      expect(await attempts.count('d-2')).toBe(1);
      expect(await attempts.count('d-3')).toBe(1);
    });

    test('starts again after a clear, also when there was nothing to clear', async () => {
      await attempts.clear('d-1');
      await attempts.count('d-1');
      await attempts.clear('d-1');
      expect(await attempts.count('d-1')).toBe(1);
    });
  });
}
