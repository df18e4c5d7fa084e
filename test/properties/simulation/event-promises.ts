// The promises for events that nobody waits for: each ends, in its place.
import { SWEEP } from '../../../functions/core/policy.ts';
import { DEDUPLICATION_MS } from '../../contracts/fifo-queue.fake.ts';
import type { DeliveredEvent } from './history.ts';
import { isIn, pausesOf } from './pauses.ts';
import type { Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

/** Attempts after which an event is parked that its processor does not take. */
const ATTEMPTS = 5;
const BY_ATTEMPTS = ['processor_error', 'processor_unreachable', 'processor_timeout'];

export const eventPromises: Record<string, Promised> = {
  'an acknowledged event has an outcome, or is a repeat of one': ({ history: { events, outcomes } }) => {
    const ended = new Set(outcomes.map(({ deliveryId }) => deliveryId));
    return acknowledged(events).filter(
      (one) =>
        !ended.has(one.deliveryId) &&
        !repeatedBy(one, events).some(({ deliveryId }) => ended.has(deliveryId)),
    );
  },

  'what is parked is in the error log': ({ history: { events, outcomes }, errorLog }) =>
    outcomes.filter(
      ({ deliveryId, outcome }) =>
        outcome === 'parked' && events.has(deliveryId) && !errorLog.entries.has(`${deliveryId}#work`),
    ),

  'an event is parked for its processor only after five calls that failed without a pause': (story) => {
    // A function that crashes before its call has counted an attempt, and a count that is not confirmed counts twice.
    if (story.clearSinceMs > 0) return [];
    const { eventAttempts, outcomes, breakerChanges } = story.history;
    const pauses = pausesOf(breakerChanges);
    const counting = eventAttempts.filter(
      ({ destination, endedAtMs = Number.POSITIVE_INFINITY }) =>
        !pauses.some((pause) => isIn(pause, { destination, atMs: endedAtMs })),
    );
    const countedOf = (id: string) => counting.filter(({ deliveryId }) => deliveryId === id).length;
    return outcomes.filter(
      ({ deliveryId, outcome, reason = '' }) =>
        outcome === 'parked' && BY_ATTEMPTS.includes(reason) && countedOf(deliveryId) < ATTEMPTS,
    );
  },

  'a body is missing only when it was lost': ({ history: { outcomes }, lostBodies }) =>
    outcomes.filter(
      ({ deliveryId, reason }) =>
        reason === 'body_missing' && ![...lostBodies].some((key) => key.endsWith(`/${deliveryId}`)),
    ),

  'events of a conversation are done in the order of acceptance': ({ history }) => {
    const { events, outcomes, eventAttempts } = history;
    const firstCallMs = firstOf(eventAttempts);
    const ends = firstOf(outcomes);
    const crashed = new Set(
      outcomes.filter(({ reason }) => reason === 'worker_crashed').map(({ deliveryId }) => deliveryId),
    );
    // A repeat that the queue has dropped may come again, from its copy.
    const inPlace = acknowledged(events).filter(
      (one) => hasItsPlace(one) && repeatedBy(one, events).length === 0,
    );
    return [...Map.groupBy(inPlace, ({ conversation }) => conversation).values()].flatMap((all) =>
      all.flatMap((one) =>
        // A dead letter stands in no conversation's way.
        all.filter((later) => {
          if (later.event === one.event || crashed.has(one.deliveryId)) return false;
          if (later.receivedAtMs <= (one.acknowledgedAtMs ?? Number.POSITIVE_INFINITY)) return false;
          const begunAtMs = firstCallMs.get(later.deliveryId) ?? Number.POSITIVE_INFINITY;
          return begunAtMs < Math.min(ends.get(one.deliveryId) ?? 0, keepsPlaceUntilMs(one));
        }),
      ),
    );
  },
};

const acknowledged = (events: ReadonlyMap<string, DeliveredEvent>): DeliveredEvent[] =>
  [...events.values()].filter(({ acknowledgedAtMs }) => acknowledgedAtMs !== undefined);

/** Deliveries of the same event that were sent so soon before or after it that the queue may have taken only one of them. */
const repeatedBy = (one: DeliveredEvent, events: ReadonlyMap<string, DeliveredEvent>): DeliveredEvent[] =>
  [...events.values()].filter(
    (other) =>
      other !== one &&
      other.event === one.event &&
      other.queuedAtMs.some((a) => one.queuedAtMs.some((b) => Math.abs(a - b) < DEDUPLICATION_MS)),
  );

/** Neither the queue nor the backlog knew the others when they had no confirmation of it. */
const hasItsPlace = ({ acknowledgedAtMs = 0, queuedAtMs, listedAtMs }: DeliveredEvent): boolean =>
  Math.min(...queuedAtMs, listedAtMs ?? Number.POSITIVE_INFINITY) <= acknowledgedAtMs;

/** One that was acknowledged from the table alone keeps its place there for a while after the queue has taken it. */
function keepsPlaceUntilMs({ acknowledgedAtMs = 0, queuedAtMs }: DeliveredEvent): number {
  const firstMs = Math.min(...queuedAtMs);
  return firstMs <= acknowledgedAtMs ? Number.POSITIVE_INFINITY : firstMs + SWEEP.copyTakenMs;
}

function firstOf(things: readonly { readonly deliveryId: string; readonly atMs: number }[]) {
  const first = new Map<string, number>();
  for (const { deliveryId, atMs } of things) if (!first.has(deliveryId)) first.set(deliveryId, atMs);
  return first;
}
