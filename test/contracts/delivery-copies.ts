// The contract of every store of delivery copies.
import { beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryCopies } from '../../functions/core/delivery/delivery-copies.ts';
import type { DueList } from '../../functions/core/due/due-list.ts';
import { T0 } from '../builders.ts';

export interface DeliveryCopiesFixture {
  readonly copies: DeliveryCopies;
  readonly due: DueList;
}

export function deliveryCopiesContract(name: string, open: () => Promise<DeliveryCopiesFixture>): void {
  describe(name, () => {
    let fixture: DeliveryCopiesFixture;

    beforeEach(async () => {
      fixture = await open();
    });

    async function keys(): Promise<string[]> {
      const listed: string[] = [];
      for await (const { key } of fixture.due.due({ beforeMs: T0, limit: 100 })) listed.push(key);
      return listed;
    }

    const copy = {
      queue: 'waits' as const,
      job: '{"body":"ñ 🌵"}',
      group: 'conversation-1',
      deduplicationId: 'once',
    };

    test.each(['d-1', 'ñandú-🌵'])('loads the copy of %s by its key in the due list', async (id) => {
      await fixture.copies.keep({ deliveryId: id, ...copy });
      const [key = ''] = await keys();
      expect(await fixture.copies.load(key)).toEqual({ deliveryId: id, ...copy });
    });

    test('keeps one copy of a delivery that is kept twice', async () => {
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      expect(await keys()).toHaveLength(1);
    });

    test('keeps deliveries apart, and removes only the given one', async () => {
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      await fixture.copies.keep({ deliveryId: 'd-2', ...copy, job: 'second' });
      const [first = '', second = ''] = await keys();
      const others = await fixture.copies.load(second);
      await fixture.copies.remove(first);
      expect(await fixture.copies.load(first)).toBeUndefined();
      expect(await fixture.copies.load(second)).toEqual(others);
    });

    test('loads nothing for an unknown key, and removes it without an error', async () => {
      await fixture.copies.remove('delivery#never');
      expect(await fixture.copies.load('delivery#never')).toBeUndefined();
    });

    test('does not start after the signal', async () => {
      const kept = fixture.copies.keep({ deliveryId: 'd-1', ...copy }, AbortSignal.abort());
      await expect(kept).rejects.toThrow();
      expect(await keys()).toEqual([]);
    });
  });
}
