// What an order to erase a person answers: said by the operate function, read by the command line.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Somebody waits, so it stays. No deadline where the delivery has not reached its queue yet. */
export const keptWait = v.object({
  conversation: v.string(),
  deliveryId: v.string(),
  deadlineAtMs: v.optional(v.number()),
});

export const erasureReport = v.object({
  /** Items looked at, by this order. */
  looked: count,
  /** Erased by this order, or in a dry run: found. */
  erased: v.object({ session: count, copy: count, entry: count, body: count }),
  /** Not erased: this version cannot read it. It may be of the person. */
  unreadable: v.optional(count, 0),
  /** Not erased by this command, because it changed or came meanwhile. */
  changed: count,
  /** Not erased, of all orders so far. */
  waits: v.array(keptWait),
  /** For the next order; absent when everything has been looked at. */
  next: v.optional(v.string()),
});

export type KeptWait = v.InferOutput<typeof keptWait>;
export type ErasureReport = v.InferOutput<typeof erasureReport>;
