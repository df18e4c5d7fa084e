// The promises for events that nobody waits for: each ends, in its place.
import { DEDUPLICATION_MS } from '../../contracts/fifo-queue.fake.ts';
import type { DeliveredEvent } from './history.ts';
import type { Story } from './story.ts';

type Promised = (story: Story) => readonly unknown[];

/** Attempts after which an event is parked that its processor does not take. */
const ATTEMPTS = 5;
const BY_ATTEMPTS = ['processor_error', 'processor_unreachable', 'processor_timeout'];

export const eventPromises: Record<string, Promised> = {
  'an acknowledged event has an outcome, or is a repeat of one': ({ history: { events, outcomes } }) => {
    const ended = new Set(outcomes.map(({ deliveryId }) => deliveryId));
    return acknowledged(events).filter((one) => {
      const isRepeat = (other: DeliveredEvent) =>
        other.event === one.event &&
        ended.has(other.deliveryId) &&
        Math.abs((other.queuedAtMs ?? 0) - (one.queuedAtMs ?? Number.POSITIVE_INFINITY)) < DEDUPLICATION_MS;
      return !ended.has(one.deliveryId) && ![...events.values()].some(isRepeat);
    });
  },

  'what is parked is in the error log': ({ history: { events, outcomes }, errorLog }) =>
    outcomes.filter(
      ({ deliveryId, outcome }) =>
        outcome === 'parked' && events.has(deliveryId) && !errorLog.entries.has(`${deliveryId}#work`),
    ),

  'an event is parked for its processor only after five calls': ({
    history: { eventAttempts, outcomes },
    clearSinceMs,
  }) => {
    // A function that crashes before its call has counted an attempt, and a count that is not confirmed counts twice.
    if (clearSinceMs > 0) return [];
    const callsOf = (id: string) => eventAttempts.filter(({ deliveryId }) => deliveryId === id).length;
    return outcomes.filter(
      ({ deliveryId, outcome, reason = '' }) =>
        outcome === 'parked' && BY_ATTEMPTS.includes(reason) && callsOf(deliveryId) < ATTEMPTS,
    );
  },

  'a body is missing only when it was lost': ({ history: { outcomes }, lostBodies }) =>
    outcomes.filter(
      ({ deliveryId, reason }) =>
        reason === 'body_missing' && ![...lostBodies].some((key) => key.endsWith(`/${deliveryId}`)),
    ),

  'events of a conversation are done in the order of acceptance': ({ history, scenario }) => {
    // A crash at a call to a store that fails too, or takes seconds, is not looked at: what is expected then is not known.
    const { crashing, failing } = scenario.conditions;
    if (crashing > 0 && failing > 0) return [];
    const { events, outcomes, eventAttempts } = history;
    const firstCallMs = firstOf(eventAttempts);
    const ends = firstOf(outcomes.filter(({ reason }) => reason !== 'worker_crashed'));
    const inPlace = acknowledged(events).filter(hasItsPlace);
    return inPlace.flatMap((one) =>
      inPlace.filter((later) => {
        if (later.conversation !== one.conversation || later.event === one.event) return false;
        if (later.receivedAtMs <= (one.acknowledgedAtMs ?? Number.POSITIVE_INFINITY)) return false;
        const begun = firstCallMs.get(later.deliveryId) ?? Number.POSITIVE_INFINITY;
        return begun < (ends.get(one.deliveryId) ?? 0);
      }),
    );
  },
};

const acknowledged = (events: ReadonlyMap<string, DeliveredEvent>): DeliveredEvent[] =>
  [...events.values()].filter(({ acknowledgedAtMs }) => acknowledgedAtMs !== undefined);

/** Neither the queue nor the backlog knew the others when they had no confirmation of it. */
const hasItsPlace = ({ acknowledgedAtMs = 0, queuedAtMs, listedAtMs }: DeliveredEvent): boolean =>
  Math.min(queuedAtMs ?? Number.POSITIVE_INFINITY, listedAtMs ?? Number.POSITIVE_INFINITY) <=
  acknowledgedAtMs;

function firstOf(things: readonly { readonly deliveryId: string; readonly atMs: number }[]) {
  const first = new Map<string, number>();
  for (const { deliveryId, atMs } of things) if (!first.has(deliveryId)) first.set(deliveryId, atMs);
  return first;
}
