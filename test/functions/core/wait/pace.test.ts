// Calls that are spread over time.
import { expect, test } from 'vitest';
import { pace, paces } from '../../../../functions/core/wait/pace.ts';
import { virtualClock } from '../../../contracts/virtual-clock.ts';

test('turns are evenly spread', async () => {
  const clock = virtualClock();
  const startMs = clock.nowMs();
  const three = pace(4, clock);
  const times: number[] = [];
  const takeTurn = async () => {
    await three.turn();
    times.push(clock.nowMs() - startMs);
  };
  await clock.finish(Promise.all([takeTurn(), takeTurn(), takeTurn()]));
  expect(times).toEqual([0, 250, 500]);
});

test('a turn that is too far away is not taken, and takes nobody’s place', async () => {
  const clock = virtualClock();
  const slow = pace(1, clock);
  expect(await clock.finish(slow.turn(500))).toBe(true);
  expect(await slow.turn(500)).toBe(false);
  await clock.advance(600);
  expect(await clock.finish(slow.turn(500))).toBe(true);
});

test('where the other side takes fewer, turns come half as fast, and then faster again', async () => {
  const clock = virtualClock();
  const one = pace(10, clock);
  const gap = async () => {
    const beforeMs = clock.nowMs();
    await clock.finish(one.turn());
    return clock.nowMs() - beforeMs;
  };
  await gap();
  one.slower();
  await gap();
  const slowed = await gap();
  expect(slowed).toBeGreaterThan(150);
  for (let turn = 0; turn < 100; turn += 1) await gap();
  expect(await gap()).toBe(100);
});

test('one name has one pace', () => {
  const shared = paces(virtualClock());
  expect(shared.of('a', 3)).toBe(shared.of('a', 3));
  expect(shared.of('b', 3)).not.toBe(shared.of('a', 3));
});
