// What every store of delivery copies must do.
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
      const named: string[] = [];
      for await (const { key } of fixture.due.due({ beforeMs: T0, limit: 100 })) named.push(key);
      return named;
    }

    const copy = {
      queue: 'waits' as const,
      job: '{"body":"ñ 🌵"}',
      group: 'conversation-1',
      deduplicationId: 'once',
    };

    test.each(['d-1', 'ñandú-🌵'])(
      'gives the copy of %s back by the key that the due list names',
      async (id) => {
        await fixture.copies.keep({ deliveryId: id, ...copy });
        const [key = ''] = await keys();
        expect(await fixture.copies.load(key)).toEqual(copy);
      },
    );

    test('keeps a delivery once, however often it is told to', async () => {
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      expect(await keys()).toHaveLength(1);
    });

    test('keeps deliveries apart, and forgets just the one that is removed', async () => {
      await fixture.copies.keep({ deliveryId: 'd-1', ...copy });
      await fixture.copies.keep({ deliveryId: 'd-2', ...copy, job: 'second' });
      const [first = '', second = ''] = await keys();
      const others = await fixture.copies.load(second);
      await fixture.copies.remove(first);
      expect(await fixture.copies.load(first)).toBeUndefined();
      expect(await fixture.copies.load(second)).toEqual(others);
    });

    test('finds nothing under a key that it never had, and removes it without complaint', async () => {
      await fixture.copies.remove('delivery#never');
      expect(await fixture.copies.load('delivery#never')).toBeUndefined();
    });

    test('refuses to begin when the signal has fired', async () => {
      const kept = fixture.copies.keep({ deliveryId: 'd-1', ...copy }, AbortSignal.abort());
      await expect(kept).rejects.toThrow();
      expect(await keys()).toEqual([]);
    });
  });
}
