// What the log says of each store: how long it took, from its own start.
import { expect, test } from 'vitest';
import { ACKNOWLEDGE } from '../../../functions/core/policy.ts';
import { makeEventDurable } from '../../../functions/ingest/make-durable.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';

test('a copy that begins late is not slow for that', async () => {
  const clock = virtualClock();
  const after = (ms: number) => async () => {
    await clock.sleep(ms);
  };
  const time = { clock, startedAtMs: clock.nowMs() };
  const made = makeEventDurable(after(60_000), after(30), time);
  const { durable, queue, table } = await clock.finish(made);
  expect({ durable, queue }).toEqual({ durable: true, queue: { kind: 'pending' } });
  expect(table).toMatchObject({ kind: 'durable', tookMs: 30 });
  expect(clock.nowMs() - time.startedAtMs).toBe(ACKNOWLEDGE.copyAfterMs + 30);
});
