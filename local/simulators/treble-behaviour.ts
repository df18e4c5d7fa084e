// How the Treble simulator answers session updates: as usual, or slow, failing or not at all, set by its controls.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const behaviourSchema = v.strictObject({
  /** Before every answer. */
  delayMs: v.optional(v.pipe(count, v.maxValue(600_000)), 0),
  /** With another status than 2xx the conversation does not continue. */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)), 200),
  retryAfterSeconds: v.optional(count),
  /** Never answers. */
  hang: v.optional(v.boolean(), false),
  /** For this number of updates; without it, until the next change. */
  times: v.optional(count),
});

export type Behaviour = v.InferOutput<typeof behaviourSchema>;

export interface BehaviourSwitch {
  current(): Behaviour;
  set(behaviour: Behaviour): void;
  /** The behaviour for the next update; counts `times` down. */
  next(): Behaviour;
}

const usual = v.parse(behaviourSchema, {});

export function createBehaviourSwitch(): BehaviourSwitch {
  let behaviour = usual;
  return {
    current: () => behaviour,
    set: (next) => {
      behaviour = next;
    },
    next() {
      const current = behaviour;
      const { times } = current;
      if (times !== undefined) behaviour = times > 1 ? { ...current, times: times - 1 } : usual;
      return times === 0 ? usual : current;
    },
  };
}
