// How a simulator answers the calls of its API: as usual, or slow, failing or not at all, set by `POST /behaviour`.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(count, v.maxValue(600_000));

export const behaviourSchema = v.strictObject({
  /** Before every answer. */
  delayMs: v.optional(milliseconds, 0),
  /** With another status than 2xx the call has no effect. */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)), 200),
  retryAfterSeconds: v.optional(count),
  /** Never answers, and the call has no effect. */
  hang: v.optional(v.boolean(), false),
  /** The call has its effect all the same: only its answer is wrong or missing. */
  effect: v.optional(v.boolean(), false),
  /** For this number of calls; without it, until the next change. */
  times: v.optional(count),
});

/** Of a platform that tells by its webhooks what became of a message. */
export const chatBehaviourSchema = v.strictObject({
  ...behaviourSchema.entries,
  /** The webhooks about a message that we sent. `without_marker`: without what we had put into the call. */
  echo: v.optional(v.picklist(['normal', 'late', 'missing', 'twice', 'without_marker']), 'normal'),
  /** How late `late` is. */
  lateMs: v.optional(milliseconds, 5000),
});

export type Behaviour = v.InferOutput<typeof behaviourSchema>;
export type ChatBehaviour = v.InferOutput<typeof chatBehaviourSchema>;

export interface BehaviourSwitch<B extends Behaviour> {
  current(): B;
  /** `DELETE /behaviour` sets `{}`. @throws {v.ValiError} for what is not supported. */
  set(given: unknown): B;
  /** The behaviour for the next call; counts `times` down. */
  next(): B;
}

export function behaviourSwitch<B extends Behaviour>(
  schema: v.GenericSchema<unknown, B>,
): BehaviourSwitch<B> {
  const usual = v.parse(schema, {});
  let behaviour = usual;
  return {
    current: () => behaviour,
    set(given) {
      behaviour = v.parse(schema, given);
      return behaviour;
    },
    next() {
      const current = behaviour;
      const { times } = current;
      if (times !== undefined) behaviour = times > 1 ? { ...current, times: times - 1 } : usual;
      return times === 0 ? usual : current;
    },
  };
}
