// The fake of the delivery copies.

import type { DeliveryCopies } from '../../functions/core/delivery/delivery-copies.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import type { SessionsTable } from './sessions-table.fake.ts';

export function memoryCopies(table: SessionsTable, clock: Pick<Clock, 'nowMs'>): DeliveryCopies {
  return {
    async keep(copy, signal) {
      signal?.throwIfAborted();
      table.set(`delivery#${copy.deliveryId}`, { dueAtMs: clock.nowMs(), copy });
    },

    async load(key) {
      const copy = table.get(key)?.copy;
      if (!copy) return undefined;
      const { deliveryId: _deliveryId, ...message } = copy;
      return message;
    },

    async remove(key) {
      table.delete(key);
    },
  };
}
