// The fake of the backlogs. Their jobs are in the copies of the deliveries, as in the table.
import { inOrder, type WaitingEvent } from '../../functions/core/backlog/backlog.ts';
import type { BacklogStore, Due, NewWaitingEvent } from '../../functions/core/backlog/backlog-store.ts';
import type { Clock } from '../../functions/runtime/clock.ts';
import type { SessionsTable } from './sessions-table.fake.ts';

const MOST_WAITING = 2_000;

export function memoryBacklogs(table: SessionsTable, clock: Pick<Clock, 'nowMs'>): BacklogStore {
  const keyOf = (conversation: string) => `backlog#${conversation}`;
  const isSame = (a: WaitingEvent) => (b: WaitingEvent) => a.deliveryId === b.deliveryId;

  function list({ conversation, source, deliveryId, receivedAtMs }: NewWaitingEvent, due?: Due): boolean {
    const row = table.get(keyOf(conversation));
    const { waiting = [], version = 0, source: known = source, destination } = row?.backlog ?? {};
    const event = { deliveryId, receivedAtMs };
    const others = waiting.filter((one) => !isSame(event)(one));
    if (others.length >= MOST_WAITING) return false;
    const backlog = {
      waiting: inOrder([...others, event]),
      version: due ? version + 1 : version,
      source: due ? source : known,
      ...asDestination(due ? due.destination : destination),
    };
    table.set(keyOf(conversation), { dueAtMs: due?.dueAtMs ?? row?.dueAtMs ?? clock.nowMs(), backlog });
    return true;
  }

  return {
    async load(conversation) {
      const { backlog, dueAtMs } = table.get(keyOf(conversation)) ?? {};
      return backlog && dueAtMs !== undefined ? { ...backlog, dueAtMs } : undefined;
    },

    async loadJob(deliveryId) {
      const { copy, dueAtMs, sentAtMs } = table.get(`delivery#${deliveryId}`) ?? {};
      if (!copy) return undefined;
      const { job: encoded, deduplicationId } = copy;
      if (dueAtMs === undefined && sentAtMs === undefined) return { encoded };
      return { encoded, copy: { deduplicationId, ...(sentAtMs !== undefined && { sentAtMs }) } };
    },

    async add({ job, ...event }, due) {
      const { deliveryId, conversation: group } = event;
      const copy = { deliveryId, queue: 'events', job, group, deduplicationId: deliveryId } as const;
      table.set(`delivery#${deliveryId}`, { copy });
      return list(event, due);
    },

    async list(event, signal) {
      signal?.throwIfAborted();
      list(event);
    },

    async setDue(conversation, { dueAtMs, destination }, expectedVersion) {
      const backlog = table.get(keyOf(conversation))?.backlog;
      if (!backlog || (expectedVersion !== undefined && backlog.version !== expectedVersion)) return false;
      const { waiting, version, source } = backlog;
      const changed = { waiting, version: version + 1, source, ...asDestination(destination) };
      table.set(keyOf(conversation), { dueAtMs, backlog: changed });
      return true;
    },

    async remove(conversation, event, nextDueAtMs) {
      unlist(conversation, event, nextDueAtMs);
      table.delete(`delivery#${event.deliveryId}`);
    },

    async markSent(deliveryId, sentAtMs) {
      const { copy, dueAtMs } = table.get(`delivery#${deliveryId}`) ?? {};
      if (copy && dueAtMs !== undefined) table.set(`delivery#${deliveryId}`, { copy, sentAtMs });
    },

    async release(conversation, event, { version, nextDueAtMs }) {
      if (!unlist(conversation, event, nextDueAtMs, version)) return false;
      const key = `delivery#${event.deliveryId}`;
      const { dueAtMs, sentAtMs } = table.get(key) ?? {};
      if (dueAtMs !== undefined || sentAtMs !== undefined) table.delete(key);
      return true;
    },
  };

  function unlist(conversation: string, event: WaitingEvent, dueAtMs: number, expected?: number): boolean {
    const { waiting = [], version = 0, source = '' } = table.get(keyOf(conversation))?.backlog ?? {};
    const left = waiting.filter((one) => !isSame(event)(one));
    if (left.length === waiting.length || (expected !== undefined && version !== expected)) return false;
    if (left.length === 0) table.delete(keyOf(conversation));
    else
      table.set(keyOf(conversation), { dueAtMs, backlog: { waiting: left, version: version + 1, source } });
    return true;
  }
}

const asDestination = (destination: string | undefined) => (destination === undefined ? {} : { destination });
