// The contract of the three ports of the queues: send, return a message, empty the dead letters.
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  DeadLetters,
  JobQueue,
  QueueName,
  Redelivery,
} from '../../functions/core/delivery/job-queue.ts';

export interface QueuesFixture {
  readonly queue: JobQueue;
  readonly redelivery: Redelivery;
  readonly deadLetters: DeadLetters;
  /** The visible messages, which are hidden afterwards. */
  receive(queue: QueueName): Promise<readonly Received[]>;
  remove(queue: QueueName, receiptHandle: string): Promise<void>;
  /** Puts a message into the dead-letter queue. */
  bury(queue: QueueName, body: string, id: string): Promise<void>;
}

export interface Received {
  readonly body: string;
  readonly group: string;
  readonly receiveCount: number;
  readonly receiptHandle: string;
}

const message = { queue: 'waits', job: '{"v":1}', group: 'conversation-1', deduplicationId: 'd-1' } as const;

export function queuesContract(name: string, open: () => Promise<QueuesFixture>): void {
  describe(name, () => {
    let fixture: QueuesFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    const bodies = async (queue: QueueName) => (await fixture.receive(queue)).map(({ body }) => body);

    /** All messages of a queue, in the order of their receives. */
    async function drained(queue: QueueName): Promise<string[]> {
      const all: string[] = [];
      for (;;) {
        const received = await fixture.receive(queue);
        if (received.length === 0) return all;
        all.push(...received.map(({ body }) => body));
        for (const { receiptHandle } of received) await fixture.remove(queue, receiptHandle);
      }
    }

    describe('sending', () => {
      test('puts a job into its queue, with its group', async () => {
        await fixture.queue.send(message);
        expect(await fixture.receive('waits')).toMatchObject([
          { body: '{"v":1}', group: 'conversation-1', receiveCount: 1 },
        ]);
        expect(await fixture.receive('events')).toEqual([]);
      });

      test('ignores a known deduplication id, also after the job is deleted', async () => {
        await fixture.queue.send(message);
        await fixture.queue.send({ ...message, job: 'again' });
        expect(await drained('waits')).toEqual(['{"v":1}']);
        await fixture.queue.send({ ...message, job: 'again' });
        expect(await drained('waits')).toEqual([]);
        await fixture.queue.send({ ...message, job: 'another', deduplicationId: 'd-2' });
        expect(await drained('waits')).toEqual(['another']);
      });

      test('separates deduplication ids by queue', async () => {
        await fixture.queue.send(message);
        await fixture.queue.send({ ...message, queue: 'events' });
        expect(await bodies('events')).toEqual(['{"v":1}']);
      });

      test('keeps the order within a conversation', async () => {
        for (const job of ['1', '2', '3'])
          await fixture.queue.send({ ...message, job, deduplicationId: job });
        expect(await drained('waits')).toEqual(['1', '2', '3']);
      });

      test('accepts a job of the largest size', async () => {
        const job = 'x'.repeat(256 * 1024);
        await fixture.queue.send({ ...message, job });
        expect((await bodies('waits'))[0]?.length).toBe(job.length);
      });

      test('does not start after the signal', async () => {
        await expect(fixture.queue.send(message, AbortSignal.abort())).rejects.toThrow();
        expect(await bodies('waits')).toEqual([]);
      });
    });

    describe('returning a message', () => {
      const receiveOne = async () => {
        const [one] = await fixture.receive('waits');
        return one?.receiptHandle ?? '';
      };

      beforeEach(async () => {
        await fixture.queue.send(message);
        await fixture.queue.send({ ...message, job: 'other', group: 'other', deduplicationId: 'd-2' });
      });

      test('delivers it again after its delay, with a higher receive count', async () => {
        const handle = await receiveOne();
        await drained('waits');
        await fixture.redelivery.retryIn('waits', handle, 0);
        expect(await fixture.receive('waits')).toMatchObject([{ body: '{"v":1}', receiveCount: 2 }]);
      });

      test('hides it and its conversation during the delay', async () => {
        const handle = await receiveOne();
        await drained('waits');
        await fixture.queue.send({ ...message, job: 'follower', deduplicationId: 'd-3' });
        await fixture.redelivery.retryIn('waits', handle, 3600_000);
        expect(await bodies('waits')).toEqual([]);
        await fixture.redelivery.retryIn('waits', handle, 0);
        expect(await drained('waits')).toEqual(['{"v":1}', 'follower']);
      });

      test('deletes it, also twice, and its conversation goes on', async () => {
        const handle = await receiveOne();
        await drained('waits');
        await fixture.queue.send({ ...message, job: 'follower', deduplicationId: 'd-3' });
        await fixture.redelivery.remove('waits', handle);
        await fixture.redelivery.remove('waits', handle);
        expect(await drained('waits')).toEqual(['follower']);
      });

      test('limits a delay to the longest or shortest possible one', async () => {
        const handle = await receiveOne();
        await fixture.redelivery.retryIn('waits', handle, 100 * 24 * 3600_000);
        await fixture.redelivery.retryIn('waits', handle, -5);
        expect(await bodies('waits')).toContain('{"v":1}');
      });
    });

    describe('the dead letters', () => {
      test('are empty at the start', async () => {
        expect(await fixture.deadLetters.receive('waits')).toEqual([]);
      });

      test('are received unchanged, hidden from others, and deleted', async () => {
        await fixture.bury('waits', 'poison', 'd-1');
        await fixture.bury('waits', 'venom', 'd-2');
        await fixture.bury('events', 'not this', 'd-3');
        const letters = await fixture.deadLetters.receive('waits');
        expect(letters.map(({ body }) => body)).toEqual(['poison', 'venom']);
        expect(new Set(letters.map(({ id }) => id)).size).toBe(2);
        expect(await fixture.deadLetters.receive('waits')).toEqual([]);
        for (const { receiptHandle } of letters) await fixture.deadLetters.remove('waits', receiptHandle);
        expect(await fixture.deadLetters.receive('waits')).toEqual([]);
      });
    });
  });
}
