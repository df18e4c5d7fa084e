// The virtual clock: it moves only on command, and skips no alarm.
import { expect, test } from 'vitest';
import { SOME_DAY_MS, virtualClock } from './virtual-clock.ts';

test('alarms run at their time, in order', async () => {
  const clock = virtualClock();
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name} ${clock.nowMs() - SOME_DAY_MS}`);
  clock.at(SOME_DAY_MS + 20, note('second'));
  clock.at(SOME_DAY_MS + 10, note('first'));
  clock.at(SOME_DAY_MS + 20, note('third'));
  void clock.sleep(15).then(note('slept'));
  clock.at(SOME_DAY_MS + 31, note('never'));
  await clock.advance(30);
  expect(seen).toEqual(['first 10', 'slept 15', 'second 20', 'third 20']);
  expect(clock.nowMs()).toBe(SOME_DAY_MS + 30);
});

test('a sleep ends early, without an error, at its signal, and leaves no alarm', async () => {
  const clock = virtualClock();
  const signal = new AbortController();
  const sleeping = clock.sleep(1000, signal.signal);
  signal.abort();
  await sleeping;
  await clock.sleep(1000, signal.signal);
  expect(await clock.next()).toBe(false);
  expect(clock.nowMs()).toBe(SOME_DAY_MS);
});

test('a cancelled alarm does not run', async () => {
  const clock = virtualClock();
  let rang = false;
  const cancel = clock.at(SOME_DAY_MS + 1, () => {
    rang = true;
  });
  cancel();
  await clock.advance(10);
  expect(rang).toBe(false);
});

test('finish moves the time until the work ends', async () => {
  const clock = virtualClock();
  const work = async () => {
    for (let nap = 0; nap < 3; nap += 1) await clock.sleep(100);
    return 'rested';
  };
  void clock.sleep(1e9);
  expect(await clock.finish(work())).toBe('rested');
  expect(clock.nowMs()).toBe(SOME_DAY_MS + 300);
});

test('finish ends when the work fails', async () => {
  const clock = virtualClock();
  const work = async () => {
    await clock.sleep(5);
    throw new Error('no');
  };
  await expect(clock.finish(work())).rejects.toThrow('no');
});
