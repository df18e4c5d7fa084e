// How long a platform waits, whatever the stores do, in virtual time; and what the log says of each store.
import { describe, expect, test } from 'vitest';
import { ACKNOWLEDGE } from '../../../functions/core/policy.ts';
import { makeEventDurable, makeWaitDurable } from '../../../functions/ingest/make-durable.ts';
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

describe('the answer comes', () => {
  const { oneStoreMs, copyAfterMs, giveUpMs } = ACKNOWLEDGE;
  const NEVER = 3_600_000;

  /** A store that settles after so many ms; one below 0 fails after as many. */
  const storeOf = (clock: ReturnType<typeof virtualClock>, ms: number) => async () => {
    await clock.sleep(Math.abs(ms));
    if (ms < 0) throw new Error('no');
  };

  const answerTo = async (make: typeof makeWaitDurable, firstMs: number, secondMs: number) => {
    const clock = virtualClock();
    const time = { clock, startedAtMs: clock.nowMs() };
    const { durable } = await clock.finish(make(storeOf(clock, firstMs), storeOf(clock, secondMs), time));
    return { durable, afterMs: clock.nowMs() - time.startedAtMs };
  };

  test.each([
    { when: 'when both have settled', queueMs: 30, tableMs: 40, durable: true, afterMs: 40 },
    { when: 'when the table hangs', queueMs: 30, tableMs: NEVER, durable: true, afterMs: oneStoreMs },
    { when: 'when the queue hangs', queueMs: NEVER, tableMs: 30, durable: true, afterMs: oneStoreMs },
    {
      when: 'as soon as one is durable after that',
      queueMs: NEVER,
      tableMs: 2000,
      durable: true,
      afterMs: 2000,
    },
    {
      when: 'when one fails and the other hangs',
      queueMs: -30,
      tableMs: NEVER,
      durable: false,
      afterMs: giveUpMs,
    },
    { when: 'when both hang', queueMs: NEVER, tableMs: NEVER, durable: false, afterMs: giveUpMs },
    { when: 'at once when both fail', queueMs: -30, tableMs: -40, durable: false, afterMs: 40 },
  ])('of a wait $when', async ({ queueMs, tableMs, durable, afterMs }) => {
    expect(await answerTo(makeWaitDurable, queueMs, tableMs)).toEqual({ durable, afterMs });
  });

  test.each([
    { when: 'when the queue is durable', queueMs: 30, copyMs: NEVER, durable: true, afterMs: 30 },
    {
      when: 'from the copy when the queue hangs',
      queueMs: NEVER,
      copyMs: 30,
      durable: true,
      afterMs: copyAfterMs + 30,
    },
    { when: 'when both hang', queueMs: NEVER, copyMs: NEVER, durable: false, afterMs: giveUpMs },
  ])('of an event $when', async ({ queueMs, copyMs, durable, afterMs }) => {
    expect(await answerTo(makeEventDurable, queueMs, copyMs)).toEqual({ durable, afterMs });
  });
});
