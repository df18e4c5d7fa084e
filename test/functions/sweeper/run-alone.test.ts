// Two runs of the sweeper at the same time: the second does nothing.
import { expect, test } from 'vitest';
import { type RunLease, runAlone } from '../../../functions/sweeper/run-alone.ts';
import { memoryLog } from '../../contracts/log.fake.ts';
import { memoryRunLease } from '../../contracts/run-lease.fake.ts';
import { SOME_DAY_MS, virtualClock } from '../../contracts/virtual-clock.ts';

function runs(lease: RunLease = memoryRunLease()) {
  const log = memoryLog();
  const clock = virtualClock(SOME_DAY_MS);
  const done: string[] = [];
  return {
    log,
    clock,
    done,
    start(owner: string, work = async () => {}): Promise<void> {
      return runAlone({ owner, startsAtMs: clock.nowMs() }, { lease, clock, log }, async () => {
        done.push(owner);
        await work();
      });
    },
  };
}

test('a run that starts while another one works waits for a moment, does nothing, and says so', async () => {
  const { start, done, log, clock } = runs();
  void start('first', () => new Promise(() => {}));
  await clock.finish(start('second'));
  expect(clock.nowMs()).toBe(SOME_DAY_MS + 5_000);
  expect(done).toEqual(['first']);
  expect(log.lines).toEqual([{ level: 'info', event: 'sweep_skipped' }]);
});

test('a run takes over from one that is about to end', async () => {
  const { start, done, clock } = runs();
  void start('first', () => clock.sleep(59_000));
  await clock.advance(58_000);
  await clock.finish(start('second'));
  expect(done).toEqual(['first', 'second']);
  expect(clock.nowMs()).toBeLessThanOrEqual(SOME_DAY_MS + 59_500);
});

test('the next run works, also after one that failed', async () => {
  const { start, done } = runs();
  const fails = start('first', async () => {
    throw new Error('broken');
  });
  await expect(fails).rejects.toThrow('broken');
  await start('second');
  await start('third');
  expect(done).toEqual(['first', 'second', 'third']);
});

test('a run that was killed stops nobody in the next minute', async () => {
  const { start, done, clock } = runs();
  void start('killed', () => new Promise(() => {}));
  await clock.finish(start('at once'));
  await clock.advance(55_000);
  await start('next');
  expect(done).toEqual(['killed', 'next']);
});

test('without its store each run works', async () => {
  const away = () => Promise.reject(new Error('away'));
  const { start, done, log } = runs({ take: away, end: away });
  await start('first', () => start('second'));
  expect(done).toEqual(['first', 'second']);
  expect(log.of('sweep_skipped')).toEqual([]);
  expect(log.of('sweep_error')).toHaveLength(4);
});
