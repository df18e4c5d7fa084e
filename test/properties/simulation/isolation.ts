// How long healthy conversations took in a simulation: what has nothing to do with the sick source.
import type { Story } from './story.ts';

/** From receipt to the session update, or to the outcome of an event; endless for what never ended. */
export function healthyMs({ cycles, history, scenario, ...story }: Story): {
  waits: number[];
  events: number[];
} {
  const { sick } = scenario.conditions;
  const waits = cycles
    .map((cycle) => ({ cycle, delivery: story.openedBy(cycle) }))
    .filter(({ delivery }) => delivery.source !== sick)
    .map(({ cycle, delivery: { receivedAtMs } }) => {
      const calls = cycle.attempts.flatMap((attempt) => attempt.calls);
      return (calls.find(({ status }) => status === 200)?.atMs ?? Number.POSITIVE_INFINITY) - receivedAtMs;
    });
  const events = [...history.events.values()]
    .filter(({ source }) => source !== sick)
    .map(({ deliveryId, receivedAtMs }) => {
      const end = history.outcomes.find((one) => one.deliveryId === deliveryId);
      return (end?.atMs ?? Number.POSITIVE_INFINITY) - receivedAtMs;
    });
  return { waits, events };
}
