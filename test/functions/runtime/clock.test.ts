import { describe, expect, test } from 'vitest';
import { clock, wake } from '../../../functions/runtime/clock.ts';

describe('a sleep', () => {
  test('ends when its time has passed, not earlier', async () => {
    const untilMs = clock.nowMs() + 20;
    await clock.sleep(20);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(untilMs);
  });

  test('ends early when it is woken, without an error', async () => {
    const sleeper = new AbortController();
    const slept = clock.sleep(3600_000, sleeper.signal);
    wake(sleeper);
    await expect(slept).resolves.toBeUndefined();
    // A reason would be an error that is built for nothing.
    expect(sleeper.signal.reason).toBeNull();
  });

  test('does not begin when it has been woken before', async () => {
    await expect(clock.sleep(3600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
