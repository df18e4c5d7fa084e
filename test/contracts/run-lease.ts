// The contract of every lease of the sweeper's run.
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunLease } from '../../functions/sweeper/run-alone.ts';
import { SOME_DAY_MS } from './virtual-clock.ts';

const run = (owner: string, nowMs = SOME_DAY_MS) => ({ owner, nowMs, untilMs: nowMs + 55_000 });

export function runLeaseContract(name: string, open: () => Promise<RunLease>): void {
  describe(name, () => {
    let lease: RunLease;

    beforeEach(async () => {
      lease = await open();
    });

    test('belongs to one of many runs that start together', async () => {
      const runs = Array.from({ length: 10 }, (_, at) => run(`run-${at}`));
      const taken = await Promise.all(runs.map((one) => lease.take(one)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    test('is refused until the end of its run, and not after it', async () => {
      expect(await lease.take(run('first'))).toBe(true);
      expect(await lease.take(run('second', SOME_DAY_MS + 54_999))).toBe(false);
      expect(await lease.take(run('third', SOME_DAY_MS + 55_000))).toBe(true);
    });

    test('is not refused to the run that has it: a write may be repeated', async () => {
      await lease.take(run('first'));
      expect(await lease.take(run('first'))).toBe(true);
    });

    test('is free after its run has ended it, and not after another one has tried to', async () => {
      await lease.take(run('first'));
      await lease.end('second');
      expect(await lease.take(run('second'))).toBe(false);
      await lease.end('first');
      expect(await lease.take(run('second'))).toBe(true);
    });

    test('may be ended when there is none', async () => {
      await lease.end('first');
      expect(await lease.take(run('second'))).toBe(true);
    });
  });
}
