// The fake of the delivery copies.

import type { DeliveryCopies } from '../../functions/core/delivery/delivery-copies.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import type { SessionsTable } from './sessions-table.fake.ts';

export function memoryCopies(table: SessionsTable, clock: Pick<Clock, 'nowMs'>): DeliveryCopies {
  return {
    async keep(copy, signal) {
      signal?.throwIfAborted();
      const known = table.get(`delivery#${copy.deliveryId}`);
      if (known && known.dueAtMs === undefined) return;
      table.set(`delivery#${copy.deliveryId}`, { dueAtMs: clock.nowMs(), copy });
    },

    load: async (key) => table.get(key)?.copy,

    async remove(key) {
      if (table.get(key)?.dueAtMs !== undefined) table.delete(key);
    },
  };
}
