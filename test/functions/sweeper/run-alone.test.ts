// Two runs of the sweeper at the same time: the second does nothing.
import { expect, test } from 'vitest';
import { type RunLease, runAlone } from '../../../functions/sweeper/run-alone.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { memoryRunLease } from '../../contracts/run-lease.fake.ts';
import { SOME_DAY_MS } from '../../contracts/virtual-clock.ts';

function runs(lease: RunLease = memoryRunLease()) {
  const log = memoryLog();
  const done: string[] = [];
  return {
    log,
    done,
    start(owner: string, { startsAtMs = SOME_DAY_MS, work = async () => {} } = {}): Promise<void> {
      const run = { owner, startsAtMs, endsAtMs: startsAtMs + 55_000 };
      return runAlone(run, { lease, log }, async () => {
        done.push(owner);
        await work();
      });
    },
  };
}

test('a run that starts while another one works does nothing, and says so', async () => {
  const { start, done, log } = runs();
  await start('first', { work: () => start('second') });
  expect(done).toEqual(['first']);
  expect(log.lines).toEqual([{ level: 'info', event: 'sweep_skipped' }]);
});

test('the next run works, also after one that failed', async () => {
  const { start, done } = runs();
  const fails = start('first', {
    work: async () => {
      throw new Error('broken');
    },
  });
  await expect(fails).rejects.toThrow('broken');
  await start('second');
  await start('third');
  expect(done).toEqual(['first', 'second', 'third']);
});

test('a run that was killed stops nobody in the next minute', async () => {
  const { start, done } = runs();
  void start('killed', { work: () => new Promise(() => {}) });
  await start('at once');
  await start('next', { startsAtMs: SOME_DAY_MS + 60_000 });
  expect(done).toEqual(['killed', 'next']);
});

test('without its store each run works', async () => {
  const away = () => Promise.reject(new Error('away'));
  const { start, done, log } = runs({ take: away, end: away });
  await start('first', { work: () => start('second') });
  expect(done).toEqual(['first', 'second']);
  expect(log.of('sweep_skipped')).toEqual([]);
  expect(log.of('sweep_error')).toHaveLength(4);
});
