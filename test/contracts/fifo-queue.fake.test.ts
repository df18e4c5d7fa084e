// The behaviour of SQS that the embedded engine lacks or has only in real time.
import { beforeEach, expect, test } from 'vitest';
import { DEDUPLICATION_MS, type FifoQueue, fifoQueue } from './fifo-queue.fake.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

const VISIBILITY_MS = 60_000;
let clock: VirtualClock;
let queue: FifoQueue;
let deadLetters: FifoQueue;

beforeEach(() => {
  clock = virtualClock();
  deadLetters = fifoQueue({ clock, visibilityMs: VISIBILITY_MS });
  const dead = { queue: deadLetters, maxReceiveCount: 2 };
  queue = fifoQueue({ clock, visibilityMs: VISIBILITY_MS, deadLetters: dead });
});

const send = (body: string, group = 'a') => queue.send({ body, group, deduplicationId: body });
const receive = (limit = 10) => queue.receive(limit);
const bodies = (limit?: number) => receive(limit).map(({ body }) => body);

test('a receive returns several messages of one group, and of others', () => {
  send('a1');
  send('b1', 'b');
  send('a2');
  expect(bodies()).toEqual(['a1', 'b1', 'a2']);
});

test('a group is locked while one of its messages is in flight', () => {
  send('a1');
  send('a2');
  send('b1', 'b');
  expect(bodies(1)).toEqual(['a1']);
  expect(bodies()).toEqual(['b1']);
});

test('a group continues after a delete, and returned messages keep their order', async () => {
  for (const body of ['a1', 'a2', 'a3']) send(body);
  const [first] = receive(1);
  queue.remove(first?.receiptHandle ?? '');
  const [second, third] = receive();
  queue.hide(third?.receiptHandle ?? '', 0);
  queue.hide(second?.receiptHandle ?? '', 5000);
  expect(bodies()).toEqual([]);
  await clock.advance(5000);
  expect(bodies()).toEqual(['a2', 'a3']);
});

test('a message that is not deleted returns after its visibility timeout, with a higher receive count', async () => {
  send('a1');
  receive();
  await clock.advance(VISIBILITY_MS - 1);
  expect(receive()).toEqual([]);
  await clock.advance(1);
  expect(receive()).toMatchObject([{ body: 'a1', receiveCount: 2 }]);
});

test('a message with too many receives goes to the dead letters, and the messages behind it continue', async () => {
  send('poison');
  receive();
  await clock.advance(VISIBILITY_MS);
  send('a2');
  receive(1);
  await clock.advance(VISIBILITY_MS);
  expect(bodies()).toEqual(['a2']);
  expect(deadLetters.receive(10)).toMatchObject([{ body: 'poison', receiveCount: 1 }]);
});

test('a deduplication id is valid for five minutes, within its group', async () => {
  send('a1');
  send('a1', 'b');
  expect(queue.size()).toBe(2);
  for (const { receiptHandle } of receive()) queue.remove(receiptHandle);
  await clock.advance(DEDUPLICATION_MS - 1);
  send('a1');
  expect(queue.size()).toBe(0);
  await clock.advance(1);
  send('a1');
  expect(bodies()).toEqual(['a1']);
});

test('an expired handle is refused', async () => {
  send('a1');
  const [message] = receive();
  await clock.advance(VISIBILITY_MS);
  expect(() => queue.remove(message?.receiptHandle ?? '')).toThrow('expired');
  expect(() => queue.hide(message?.receiptHandle ?? '', 0)).toThrow('expired');
});
