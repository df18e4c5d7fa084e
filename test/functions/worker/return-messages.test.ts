// When the messages of a batch leave the queue: together at its end if it is quick, one by one if it takes long.
import { beforeEach, expect, test } from 'vitest';
import type { Redelivery } from '../../../functions/core/delivery/job-queue.ts';
import { returnMessages } from '../../../functions/worker/return-messages.ts';
import { sampleJob, sampleMessage, T0 } from '../../builders.ts';
import { makeWorld, type World } from '../../world.ts';

const messages = ['a', 'b', 'c'].map((id) => ({
  ...sampleMessage(sampleJob({ deliveryId: id, conversation: id }), { id }),
  receiptHandle: `handle of ${id}`,
}));

let world: World;
let requests: string[];

beforeEach(() => {
  world = makeWorld();
  requests = [];
});

const after = () => `after ${world.clock.nowMs() - T0} ms`;

const redelivery: Redelivery = {
  remove: async (_queue, handle) => void requests.push(`${handle}: deleted ${after()}`),
  retryIn: async (_queue, handle, afterMs) =>
    void requests.push(`${handle}: hidden for ${afterMs} ms ${after()}`),
};

interface End {
  readonly tookMs: number;
  readonly retryAfterMs?: number;
}

/** Each message takes its time; the batch ends with the last. */
const batch = (ends: readonly End[], ports: Redelivery = redelivery) =>
  world.clock.finish(
    returnMessages('waits', messages, { ...world, redelivery: ports }, async (ended) => {
      const retries = await Promise.all(
        messages.map(async (message, at) => {
          const { tookMs = 0, retryAfterMs } = ends[at] ?? {};
          await world.clock.sleep(tookMs);
          const mine = retryAfterMs === undefined ? [] : [{ id: message.id, afterMs: retryAfterMs }];
          ended([message], mine);
          return mine;
        }),
      );
      return retries.flat();
    }),
  );

test('a quick batch costs no request for what is finished', async () => {
  const { batchItemFailures } = await batch([
    { tookMs: 100 },
    { tookMs: 1_900 },
    { tookMs: 50, retryAfterMs: 7_000 },
  ]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'c' }]);
  expect(requests).toEqual(['handle of c: hidden for 7000 ms after 1900 ms']);
});

test('beside a call that hangs every other message leaves the queue, or comes back, when it has ended', async () => {
  const { batchItemFailures } = await batch([
    { tookMs: 60_000 },
    { tookMs: 100 },
    { tookMs: 5_000, retryAfterMs: 7_000 },
  ]);
  expect(batchItemFailures).toEqual([{ itemIdentifier: 'c' }]);
  expect(requests).toEqual([
    'handle of b: deleted after 2000 ms',
    'handle of c: hidden for 7000 ms after 5000 ms',
  ]);
});

test('a message that cannot be returned is left to the queue', async () => {
  const failing = { ...redelivery, remove: () => Promise.reject(new Error('unavailable')) };
  await batch([{ tookMs: 60_000 }, { tookMs: 100 }, { tookMs: 100 }], failing);
  expect(world.log.of('return_error')).toHaveLength(2);
});
