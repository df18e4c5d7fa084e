// The promises for what is put into a queue: the sweeper may try again, and nobody is worked on twice for it.
import { DEDUPLICATION_MS } from '../../contracts/fifo-queue.fake.ts';
import type { Sent } from './history.ts';
import type { Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

/** The longest time from reading a backlog to a call. */
const READ_MS = 60_000;

export const queuePromises: Record<string, Promised> = {
  'a job is queued again only after something of it has changed': ({ history }) => {
    const { sent, writes, backlogChanges, copied } = history;
    const requeued = sent.filter(
      ({ owner, taken, deduplicationId }) =>
        taken && owner.startsWith('sweeper-') && !copied.has(deduplicationId),
    );
    return soonAgain(requeued, ({ deliveryId }) => deliveryId).filter(
      ([first, again]) =>
        !backlogChanges
          .slice(first.known.backlogChanges, again.known.backlogChanges)
          .includes(again.conversation) &&
        !writes
          .slice(first.known.writes, again.known.writes)
          .some(({ after: { cycle } }) => cycle?.deliveryId === again.deliveryId),
    );
  },

  'the queue takes an event from its platform once in five minutes': ({ history: { sent, events } }) => {
    const delivered = sent.filter(({ owner, taken }) => taken && owner.startsWith('ingest-'));
    return soonAgain(
      delivered.filter(({ deliveryId }) => events.has(deliveryId)),
      ({ deliveryId }) => events.get(deliveryId)?.event,
    );
  },

  'an event that has left its backlog is not called again by a requeued message': ({ history }) =>
    history.eventAttempts.filter(({ owner, deliveryId, atMs }) => {
      const leftAtMs = history.leftBacklogAtMs.get(deliveryId) ?? Number.POSITIVE_INFINITY;
      return atMs > leftAtMs + READ_MS && history.requeued.has(`${owner} ${deliveryId}`);
    }),
};

/** Each message of a kind with the one before it, where the queue would have known its deduplication id. */
const soonAgain = (sent: readonly Sent[], kind: (one: Sent) => string | undefined): [Sent, Sent][] =>
  [...Map.groupBy(sent, kind).values()].flatMap((same) =>
    same.flatMap((again, at): [Sent, Sent][] => {
      const first = same[at - 1];
      return first && again.atMs < first.atMs + DEDUPLICATION_MS ? [[first, again]] : [];
    }),
  );
