// The contract of every store of backlogs.
import { beforeEach, describe, expect, test } from 'vitest';
import type { BacklogStore } from '../../functions/core/backlog/backlog-store.ts';
import type { DeliveryCopies } from '../../functions/core/delivery/delivery-copies.ts';
import type { DueEntry, DueList } from '../../functions/core/due/due-list.ts';
import { T0 } from '../builders.ts';

export interface BacklogStoreFixture {
  /** Their clock shows T0. */
  readonly backlogs: BacklogStore;
  readonly copies: DeliveryCopies;
  readonly due: DueList;
}

const conversation = 'conversation-1';
const event = (number: number) => ({
  deliveryId: `d-${number}`,
  receivedAtMs: T0 - 100_000 + number,
  conversation,
  source: 'botmaker',
});
const withJob = (number: number) => ({ ...event(number), job: `job ${number} ñ` });
const COPY = { queue: 'events', job: 'job 1', group: conversation, deduplicationId: 'once' } as const;

export function backlogStoreContract(name: string, open: () => Promise<BacklogStoreFixture>): void {
  describe(name, () => {
    let backlogs: BacklogStore;
    let copies: DeliveryCopies;
    let due: DueList;

    beforeEach(async () => {
      ({ backlogs, copies, due } = await open());
    });

    async function dueBy(afterMs: number): Promise<DueEntry[]> {
      const entries: DueEntry[] = [];
      for await (const entry of due.due({ beforeMs: T0 + afterMs, limit: 100 })) entries.push(entry);
      return entries;
    }

    const waiting = async () =>
      (await backlogs.load(conversation))?.waiting.map(({ deliveryId }) => deliveryId);

    test('is empty at the start, and changes nothing that is not there', async () => {
      await backlogs.remove(conversation, event(1), T0);
      expect(await backlogs.setDue(conversation, { dueAtMs: T0 })).toBe(false);
      expect(await backlogs.load(conversation)).toBeUndefined();
      expect(await backlogs.loadJob('d-1')).toBeUndefined();
      expect(await dueBy(1e9)).toEqual([]);
    });

    test('keeps the order of receipt, whatever the order of the writes, and each event once', async () => {
      for (const number of [2, 10, 1, 2]) await backlogs.add(withJob(number));
      expect(await waiting()).toEqual(['d-1', 'd-2', 'd-10']);
      expect((await backlogs.load(conversation))?.waiting[0]).toEqual({
        deliveryId: 'd-1',
        receivedAtMs: event(1).receivedAtMs,
      });
      expect(await backlogs.loadJob('d-10')).toEqual({ encoded: 'job 10 ñ' });
    });

    test('is due by its conversation, as its head must wait; its jobs are not due', async () => {
      const head = { dueAtMs: T0 + 50, destination: 'http:api' };
      await backlogs.add(withJob(1), head);
      await backlogs.add(withJob(2));
      expect(await backlogs.load(conversation)).toMatchObject({ source: 'botmaker', ...head });
      expect(await dueBy(49)).toEqual([]);
      expect(await dueBy(50)).toEqual([{ kind: 'backlog', key: conversation, dueAtMs: T0 + 50 }]);
    });

    test('is due now when the first event was only listed', async () => {
      await backlogs.list(event(1));
      await backlogs.list(event(2));
      expect(await dueBy(0)).toEqual([{ kind: 'backlog', key: conversation, dueAtMs: T0 }]);
      expect(await waiting()).toEqual(['d-1', 'd-2']);
    });

    test('moves its due time, and forgets the destination if none is given', async () => {
      await backlogs.add(withJob(1), { dueAtMs: T0, destination: 'http:api' });
      expect(await backlogs.setDue(conversation, { dueAtMs: T0 + 50 })).toBe(true);
      const { destination, dueAtMs } = (await backlogs.load(conversation)) ?? {};
      expect({ destination, dueAtMs }).toEqual({ destination: undefined, dueAtMs: T0 + 50 });
    });

    test.each(['add', 'setDue', 'remove'] as const)(
      'does not move the due time of a version that %s has changed',
      async (change) => {
        await backlogs.add(withJob(1), { dueAtMs: T0 });
        await backlogs.add(withJob(2));
        const { version = -1 } = (await backlogs.load(conversation)) ?? {};
        if (change === 'add') await backlogs.add(withJob(1), { dueAtMs: T0 + 1 });
        if (change === 'setDue') await backlogs.setDue(conversation, { dueAtMs: T0 + 1 });
        if (change === 'remove') await backlogs.remove(conversation, event(1), T0 + 1);
        expect(await backlogs.setDue(conversation, { dueAtMs: T0 + 50 }, version)).toBe(false);
        expect(await backlogs.load(conversation)).toMatchObject({ dueAtMs: T0 + 1 });
      },
    );

    test('moves the due time of a version that only grew longer', async () => {
      await backlogs.list(event(1));
      const { version = -1 } = (await backlogs.load(conversation)) ?? {};
      await backlogs.add(withJob(2));
      expect(await backlogs.setDue(conversation, { dueAtMs: T0 + 50 }, version)).toBe(true);
      expect(await backlogs.setDue(conversation, { dueAtMs: T0 + 60 }, version)).toBe(false);
    });

    test('removes one event with its job; the next is due then, and waits for nobody', async () => {
      await backlogs.add(withJob(1), { dueAtMs: T0 + 9, destination: 'http:api' });
      await backlogs.add(withJob(2));
      await backlogs.remove(conversation, event(1), T0 + 50);
      await backlogs.remove(conversation, event(1), T0 + 60);
      expect(await waiting()).toEqual(['d-2']);
      expect(await backlogs.loadJob('d-1')).toBeUndefined();
      expect(await backlogs.loadJob('d-2')).toEqual({ encoded: 'job 2 ñ' });
      expect((await backlogs.load(conversation))?.destination).toBeUndefined();
      expect(await dueBy(1e9)).toMatchObject([{ dueAtMs: T0 + 50 }]);
    });

    test('is gone with its last event', async () => {
      await backlogs.add(withJob(1));
      await backlogs.remove(conversation, event(1), T0);
      expect(await backlogs.load(conversation)).toBeUndefined();
      expect(await dueBy(1e9)).toEqual([]);
    });

    test('takes over the copy of a delivery: it is not due any more, and cannot be removed as a copy', async () => {
      await copies.keep({ deliveryId: 'd-1', ...COPY });
      const [{ key } = { key: '' }] = await dueBy(0);
      await backlogs.add(withJob(1), { dueAtMs: T0 + 50 });
      await copies.remove(key);
      expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1 ñ' });
      expect(await dueBy(0)).toEqual([]);
    });

    test('keeps the job that a worker has put into it when the copy is written late', async () => {
      await backlogs.add(withJob(1), { dueAtMs: T0 + 50 });
      await copies.keep({ deliveryId: 'd-1', ...COPY });
      expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1 ñ' });
      expect(await dueBy(0)).toEqual([]);
    });

    describe('a head that is a copy', () => {
      let version: number;

      beforeEach(async () => {
        await copies.keep({ deliveryId: 'd-1', ...COPY });
        await backlogs.list(event(1));
        version = (await backlogs.load(conversation))?.version ?? -1;
      });

      const release = () => backlogs.release(conversation, event(1), { version, nextDueAtMs: T0 + 50 });

      test('tells the id under which the queue may have it', async () => {
        const copy = { deduplicationId: 'once' };
        expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1', copy });
      });

      test('is not due as a copy any more when the queue has taken it, until a worker puts it off', async () => {
        await backlogs.markSent('d-1', T0 + 5);
        const copy = { deduplicationId: 'once', sentAtMs: T0 + 5 };
        expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1', copy });
        expect(await dueBy(0)).toMatchObject([{ kind: 'backlog' }]);
        await backlogs.add(withJob(1), { dueAtMs: T0 + 9 });
        await backlogs.markSent('d-1', T0 + 5);
        await backlogs.markSent('d-never', T0 + 5);
        expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1 ñ' });
        expect(await backlogs.loadJob('d-never')).toBeUndefined();
      });

      test('leaves with its copy when it is released, alone or before others', async () => {
        expect(await release()).toBe(true);
        expect(await backlogs.load(conversation)).toBeUndefined();
        expect(await dueBy(1e9)).toEqual([]);
        await backlogs.list(event(1));
        await backlogs.list(event(2));
        expect(await release()).toBe(true);
        expect(await release()).toBe(false);
        expect(await backlogs.loadJob('d-1')).toBeUndefined();
        expect(await backlogs.load(conversation)).toMatchObject({ dueAtMs: T0 + 50 });
        expect(await waiting()).toEqual(['d-2']);
      });

      test.each([false, true])(
        'stays when a worker has put it off meanwhile; before others: %s',
        async (more) => {
          if (more) await backlogs.list(event(2));
          await backlogs.add(withJob(1), { dueAtMs: T0 + 9 });
          expect(await release()).toBe(false);
          expect(await backlogs.loadJob('d-1')).toEqual({ encoded: 'job 1 ñ' });
          expect((await waiting())?.[0]).toBe('d-1');
        },
      );
    });

    test('has a limit, and what it holds can still be put off and removed', async () => {
      for (let at = 0; at < 2000; at += 1) await backlogs.list(event(at));
      expect(await backlogs.add(withJob(5000))).toBe(false);
      expect(await backlogs.add(withJob(0), { dueAtMs: T0 + 1 })).toBe(true);
      await backlogs.remove(conversation, event(0), T0);
      expect(await backlogs.add(withJob(5000))).toBe(true);
    }, 240_000);

    test('does not start after the signal', async () => {
      await expect(backlogs.list(event(1), AbortSignal.abort())).rejects.toThrow();
      expect(await waiting()).toBeUndefined();
    });
  });
}
